import type { Mutant } from '../mutant.ts';

const DELETION = ['test/workflow/deletion.test.ts'];

/** In the node's workflow: order, permits, undo. */
export const chainDefects: readonly Mutant[] = [
  {
    name: 'undo-after-run',
    defect: 'A step is undone only when its run was seen to end',
    file: 'workflows/compute-node/undo.ts',
    from: 'const { undo } = step;',
    to: "const undo = progressOf(chain, step.name).state === 'Done' ? step.undo : undefined;",
    tests: DELETION,
    only: 'did its work and its answer was lost',
  },
  {
    name: 'release-before-power-off',
    defect: 'What a node holds is given back before its machine was seen off',
    file: 'workflows/compute-node/decommission.ts',
    from: 'await runDecommission(chain, claim);\n    await undoSteps(chain, claim);',
    to: 'await undoSteps(chain, claim);\n    await runDecommission(chain, claim);',
    tests: DELETION,
    only: 'deleting a Ready node',
  },
  {
    name: 'not-found-is-deleted',
    defect: 'An object that is not to be found counts as a seen deletion',
    file: 'workflows/compute-node/decommission.ts',
    from: 'node.found && node.deleting ?',
    to: '!node.found || node.deleting ?',
    tests: DELETION,
    only: 'not to be found is Held',
  },
  {
    name: 'hint-is-deletion',
    defect: 'The bridge’s hint of a deletion is believed without a look',
    file: 'workflows/compute-node/decommission.ts',
    from: 'node.found && node.deleting ?',
    to: 'node.found ?',
    tests: DELETION,
    only: 'a hint of a deletion that nobody made',
  },
  {
    name: 'last-status-not-awaited',
    defect: 'A run ends without waiting for its last status to be shown',
    file: 'workflows/compute-node/workflow.ts',
    from: "await condition(() => status.settled() || states.nextOperation(state) !== 'none');\n      if (!status.settled()) continue;",
    to: 'void status.settled();',
    tests: ['test/workflow/status.test.ts'],
  },
  {
    name: 'permit-used-up-after-boot',
    defect: 'The machine is powered on before its permit is used up',
    file: 'workflows/steps/install.ts',
    from: "await call('claim.markBooted', { owner, asset }, summary('use up the permit'));\n  await call('bmc.powerOn', { owner, asset: inputs.asset, waitMs }, summary('power on'));",
    to: "await call('bmc.powerOn', { owner, asset: inputs.asset, waitMs }, summary('power on'));\n  await call('claim.markBooted', { owner, asset }, summary('use up the permit'));",
    tests: ['test/workflow/failures.test.ts'],
    only: 'no power comes on while',
  },
  {
    name: 'pause-not-heeded',
    defect: 'A paused node goes on with its next step',
    file: 'workflows/compute-node/attempt.ts',
    from: 'if (heedsPause) await whileNotPaused(chain);',
    to: 'void heedsPause;',
    tests: ['test/workflow/pause.test.ts'],
    only: 'a pause lets the running step end',
  },
  {
    name: 'wipe-believed',
    defect: 'A wipe is believed without proof',
    file: 'workflows/steps/wipe.ts',
    from: "await call('kickstart.checkWipe', { asset, report, disks: inputs.asset.disks }, `wipe ${asset}: check the proof`);",
    to: 'void report;',
    tests: DELETION,
    only: 'a wipe that is not proved',
  },
];

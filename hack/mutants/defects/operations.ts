import type { Mutant } from '../mutant.ts';

const CHAIN = ['test/workflow/operations.test.ts'];
const ORDERS = ['test/unit/activities/operations.test.ts'];
const DRAIN = ['test/unit/activities/drain.test.ts'];
const KEPT = ['test/unit/kickstart/kept-disks.test.ts'];
const ASKING = ['test/unit/workflows/node-operation-state.test.ts'];

/** In what operations do to machines, and in who is told before. */
export const operationDefects: readonly Mutant[] = [
  {
    name: 'reset-twice',
    defect: 'A machine that was reset for an operation is reset again by whoever comes after a crash',
    file: 'activities/bmc/operations.ts',
    from: "if (given && (await isReset(LOOKS_BEFORE_REPEAT))) return 'restarted';",
    to: '',
    tests: ORDERS,
  },
  {
    name: 'reset-not-written-down',
    defect: 'A reset is ordered before it is written down',
    file: 'activities/bmc/operations.ts',
    from: 'if (!given) await record(claim, { order, before });\n      await bmc.restart(how);',
    to: 'await bmc.restart(how);\n      if (!given) await record(claim, { order, before });',
    tests: ORDERS,
  },
  {
    name: 'reset-unproved',
    defect: 'A machine is reset whose BMC can not tell whether it was',
    file: 'activities/bmc/operations.ts',
    from: "if (now === undefined) return 'untold';",
    to: "if (now === undefined) return bmc.restart(how).then(() => 'restarted' as const);",
    tests: ORDERS,
  },
  {
    name: 'called-off-too-late',
    defect: 'An operation is called off between power-off and power-on',
    file: 'workflows/compute-node/operate.ts',
    from: 'if (asked.cancel && !asked.touched) return callOff(chain, asked);\n    const',
    to: 'if (asked.cancel) return callOff(chain, asked);\n    const',
    tests: CHAIN,
    only: 'called off after the machine went off',
  },
  {
    name: 'operation-before-provisioning',
    defect: 'A node that is being provisioned is operated on',
    file: 'workflows/compute-node/state.ts',
    from: "if (!state.provisioned) return 'provision';",
    to: "if (!state.provisioned && !state.operations?.length) return 'provision';",
    tests: ['test/unit/workflows/state.test.ts'],
  },
  {
    name: 'operation-twice',
    defect: 'An operation that is over is done again when it is asked again',
    file: 'workflows/compute-node/state.ts',
    from: 'state.operated?.includes(uid) ||',
    to: '',
    tests: ['test/unit/workflows/state.test.ts'],
  },
  {
    name: 'begun-after-failure',
    defect: 'After a node has failed the next one is begun',
    file: 'workflows/node-operation/state.ts',
    from: "spec?.onFailure === 'Stop' && nodes.some",
    to: "spec?.onFailure === 'Stop' && !nodes.some",
    tests: ASKING,
  },
  {
    name: 'all-at-once',
    defect: 'All nodes of an operation are asked at once',
    file: 'workflows/node-operation/state.ts',
    from: 'Math.max(0, spec.maxConcurrent - busy)',
    to: 'nodes.length - busy + spec.maxConcurrent',
    tests: ASKING,
  },
  {
    name: 'kept-disk-cleared',
    defect: 'A disk that is to be kept is cleared',
    file: 'activities/kickstart/render-storage.ts',
    from: 'layout.disks.filter((disk) => !isKept(disk))',
    to: 'layout.disks',
    tests: KEPT,
  },
  {
    name: 'kept-otherwise',
    defect: 'A disk is kept that the install before had laid out otherwise',
    file: 'activities/kickstart/kept-disks.ts',
    from: 'if (is === stood) continue;',
    to: 'if (is !== undefined) continue;',
    tests: KEPT,
  },
  {
    name: 'any-command',
    defect: 'A drain hook runs whatever program it names',
    file: 'activities/drain/command.ts',
    from: 'if (!commands.includes(program)) {',
    to: "if (program === '') {",
    tests: DRAIN,
  },
  {
    name: 'environment-leaks',
    defect: 'A drain hook sees the environment of the worker',
    file: 'activities/programs/run-program.ts',
    from: "env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },",
    to: "env: { ...process.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },",
    tests: DRAIN,
  },
  {
    name: 'kubeconfig-runs-programs',
    defect: 'A kubeconfig out of a Secret may name a program to run',
    file: 'api/cluster/kubeconfig-file.ts',
    from: "'tokenFile', 'exec']",
    to: "'tokenFile']",
    tests: ['test/unit/cluster/inline-kubeconfig.test.ts'],
  },
  {
    name: 'daemons-evicted',
    defect: 'Pods of DaemonSets are evicted, and come again for ever',
    file: 'activities/drain/pods.ts',
    from: "kind === 'DaemonSet'",
    to: "kind === 'Daemon'",
    tests: DRAIN,
  },
];

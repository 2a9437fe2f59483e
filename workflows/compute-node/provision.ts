import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { pipelines, stepsOf } from '../pipelines.ts';
import type { Step, StepContext, StepResult } from '../steps/step.ts';
import { attempt, progressOf } from './attempt.ts';
import { type Chain, indexForSearch, nowText, show, stepContext, waitForNudge } from './chain.ts';
import { type Claim, remember } from './state.ts';
import { undoSteps } from './undo.ts';

const READ = { name: 'read-node', title: 'look at the node', quiet: true as const };
const SCHEDULE = { name: 'schedule-asset', title: 'schedule asset', condition: 'Scheduled', quiet: true } as const;
const POWER_OFF = { name: 'install', title: 'power off before the next attempt' };
const RENEW = { name: 'install', title: 'renew the permit' };
/** Assets that may fail all their installs before a person is asked. */
const MAX_SUSPECT_ASSETS = 3;

/** Runs until the node is Ready, or until its deletion cancels it. */
export async function provision(chain: Chain): Promise<void> {
  const scope = new CancellationScope();
  chain.interrupt = () => scope.cancel();
  const startedAt = nowText();
  try {
    await scope.run(() => bringUp(chain, startedAt));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    remember(chain.state, { operation: 'provision', result: 'Cancelled', startedAt, finishedAt: nowText() });
  } finally {
    chain.interrupt = undefined;
  }
}

async function bringUp(chain: Chain, startedAt: string): Promise<void> {
  const { state } = chain;
  if (!(await hasPermitToBegin(chain))) return;
  state.generation = state.desire?.generation ?? state.generation;
  state.republish = false;

  for (;;) {
    const claim = await schedule(chain);
    const missed = await runPlan(chain, claim);
    if (!missed) break;
    await startOver(chain, missed);
  }

  state.provisioned = true;
  state.assetsTried = 0;
  show(chain, 'Reconciling', 'False', 'Settled', 'nothing left to do');
  show(chain, 'Stalled', 'False', 'Settled', 'nothing left to do');
  remember(state, { operation: 'provision', result: 'Ready', startedAt, finishedAt: nowText(), by: state.desire?.by });
  indexForSearch(chain);
  chain.publish();
}

/** A run's first act is a look at the object itself: nothing is installed for a node that is not there. */
async function hasPermitToBegin(chain: Chain): Promise<boolean> {
  const { state, input } = chain;
  const read = await attempt(chain, { act: READ, during: 'Running', after: 'Done', heedsPause: false }, async () => {
    const node = await chain.call('node.read', { ref: input.ref }, `look at ${input.ref.namespace}/${input.ref.name}`);
    return { node, message: '' };
  });
  state.steps = state.steps.filter((step) => step.name !== READ.name);
  const node = read?.node;
  if (!node?.found) {
    const message = `there is no ComputeNode ${input.ref.namespace}/${input.ref.name} of uid ${input.ref.uid}`;
    show(chain, 'Stalled', 'True', 'Held', `${message}; nothing is installed`);
    state.desire = undefined;
    chain.publish();
    return false;
  }
  state.revision = Math.max(state.revision, node.revision);
  if (node.hostKey) state.facts.hostKey ??= node.hostKey;
  if (!node.deleting) return true;
  if (state.desire) state.desire.delete = true;
  return false;
}

async function schedule(chain: Chain): Promise<Claim> {
  const { state, input } = chain;
  if (state.claim) return state.claim;
  progressOf(chain, SCHEDULE.name);
  const scheduled = await attempt(
    chain,
    { act: SCHEDULE, during: 'Running', after: 'Done', heedsPause: true },
    async () => {
      const claimed = await chain.call(
        'scheduler.claim',
        { ref: input.ref, pipelines: pipelines() },
        `choose an asset for ${input.ref.namespace}/${input.ref.name}`,
      );
      state.claim = claimed.claim;
      return { ...claimed, message: `${claimed.claim.asset}: ${claimed.why.join('; ')}` };
    },
  );
  if (!scheduled) throw new Error('unreachable: scheduling is never given up');
  if (scheduled.addresses.length > 0) state.facts.addresses = scheduled.addresses;
  for (const step of stepsOf(scheduled.claim.plan.steps)) progressOf(chain, step.name);
  indexForSearch(chain);
  return scheduled.claim;
}

/** Runs the steps that are not done yet. Undefined when all are; else why the machine must be started over. */
async function runPlan(chain: Chain, claim: Claim): Promise<string | undefined> {
  for (const step of stepsOf(claim.plan.steps)) {
    if (progressOf(chain, step.name).state === 'Done') continue;
    const result = await runStep(chain, step);
    if (result.outcome === 'start-over') return result.message;
  }
  return undefined;
}

async function runStep(chain: Chain, step: Step): Promise<StepResult> {
  const { state } = chain;
  const result = await attempt(chain, { act: step, during: 'Running', after: 'Done', heedsPause: true }, async () => {
    const outcome = await step.run(contextOf(chain, step));
    if (outcome.outcome === 'done') Object.assign(state.facts, outcome.facts);
    return outcome;
  });
  return result ?? { outcome: 'start-over', message: 'given up' };
}

function contextOf(chain: Chain, step: Step): StepContext {
  const claim = chain.state.claim;
  if (!claim) throw new Error(`Step ${step.name} needs a claim`);
  return stepContext(chain, claim, (message) => {
    progressOf(chain, step.name).message = message;
    chain.publish();
  });
}

/** The install failed: with a new permit on the same machine, or, after too many, on another one. */
async function startOver(chain: Chain, why: string): Promise<void> {
  const { state, call, input } = chain;
  const claim = state.claim;
  if (!claim) return;
  const install = progressOf(chain, 'install');
  install.state = 'Failed';
  install.message = why;
  show(chain, 'Provisioned', 'False', 'InstallFailed', why);
  show(chain, 'Ready', 'False', 'InstallFailed', why);
  chain.publish();

  const context = stepContext(chain, claim, () => undefined);
  const asset = claim.plan.inputs.asset;
  await attempt(chain, { act: POWER_OFF, during: 'Running', after: 'Pending', heedsPause: true }, async () => {
    await call('bmc.powerOff', { owner: context.owner, asset }, `${asset.name}: power off after a failed install`);
    return { message: why };
  });

  if (claim.attempt < claim.plan.inputs.systems.installAttempts) {
    await attempt(chain, { act: RENEW, during: 'Running', after: 'Pending', heedsPause: true }, async () => {
      const renewed = await call(
        'claim.renew',
        { ref: input.ref, asset: asset.name, installId: claim.installId },
        `${asset.name}: new permit`,
      );
      state.claim = renewed;
      return { message: `${why}; attempt ${renewed.attempt} follows` };
    });
    resetSteps(chain, ['allocate-addresses']);
    return;
  }
  await giveUpAsset(chain, claim, why);
}

async function giveUpAsset(chain: Chain, claim: Claim, why: string): Promise<void> {
  const { state, call, input } = chain;
  await undoSteps(chain, claim);
  await attempt(
    chain,
    {
      act: { name: 'schedule-asset', title: 'mark the asset Suspect' },
      during: 'Running',
      after: 'Pending',
      heedsPause: true,
    },
    async () => {
      await call(
        'claim.hold',
        {
          ref: input.ref,
          asset: claim.asset,
          phase: 'Suspect',
          reason: `${claim.attempt} installs failed, the last because ${why}`,
        },
        `${claim.asset}: Suspect`,
      );
      return { message: `${claim.asset} is Suspect: ${why}` };
    },
  );
  state.claim = undefined;
  state.facts = {};
  state.installer = [];
  state.release = undefined;
  state.assetsTried += 1;
  resetSteps(chain, []);
  if (state.assetsTried < MAX_SUSPECT_ASSETS) return;
  show(
    chain,
    'Stalled',
    'True',
    'InstallFailed',
    `${state.assetsTried} assets failed their installs, the last because ${why}; see to them, then run bedplate retry`,
  );
  state.waiting = 'a person, after several assets failed';
  chain.publish();
  await waitForNudge(chain, undefined);
  state.assetsTried = 0;
}

function resetSteps(chain: Chain, keep: readonly string[]): void {
  chain.state.installer = [];
  for (const step of chain.state.steps) {
    if (step.name === 'schedule-asset' && chain.state.claim) continue;
    if (keep.includes(step.name)) continue;
    step.state = 'Pending';
    step.finishedAt = undefined;
  }
}

import { CancellationScope, isCancellation, patched } from '@temporalio/workflow';
import type { ObservedNode } from '../../activities/node/activities.ts';
import { createCall } from '../call.ts';
import { pipelines, stepsOf } from '../pipelines.ts';
import type { Step, StepResult } from '../steps/step.ts';
import { adopt } from './adopt.ts';
import { attempt, progressOf } from './attempt.ts';
import { type Chain, indexForSearch, nowText, show } from './chain.ts';
import { contextOf } from './context-of.ts';
import { startOver } from './start-over.ts';
import { type Claim, remember } from './state.ts';

const READ = { name: 'read-node', title: 'look at the node', quietMs: Infinity };
const SCHEDULE = {
  name: 'schedule-asset',
  title: 'schedule asset',
  condition: 'Scheduled',
  quietMs: Infinity,
} as const;

type FoundNode = Extract<ObservedNode, { found: true }>;

/** Runs until the node is Ready, or until its deletion cancels it. */
export async function provision(chain: Chain): Promise<void> {
  const scope = new CancellationScope();
  chain.interrupt = () => scope.cancel();
  // What is on its way outside comes to its end before the undo looks: it would be made behind its back.
  if (patched('cancelled-calls-end-first')) chain.call = createCall(chain.input.cell, 'WAIT_CANCELLATION_COMPLETED');
  const startedAt = nowText();
  try {
    await scope.run(() => bringUp(chain, startedAt));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    remember(chain.state, { operation: operationOf(chain), result: 'Cancelled', startedAt, finishedAt: nowText() });
  } finally {
    chain.interrupt = undefined;
  }
}

async function bringUp(chain: Chain, startedAt: string): Promise<void> {
  const { state } = chain;
  const node = await permitToBegin(chain, 'installed');
  if (!node) return;
  state.generation = state.desire?.generation ?? state.generation;
  state.republish = false;

  if (node.adopt && patched('adopt')) await adopt(chain);
  else await install(chain);

  state.provisioned = true;
  state.assetsTried = 0;
  state.suspects = [];
  show(chain, 'Reconciling', 'False', 'Settled', 'nothing left to do');
  show(chain, 'Stalled', 'False', 'Settled', 'nothing left to do');
  remember(state, {
    operation: operationOf(chain),
    result: 'Ready',
    startedAt,
    finishedAt: nowText(),
    by: state.desire?.by,
  });
  chain.publish();
}

/** Until a machine is up: the same one again, or another. */
async function install(chain: Chain): Promise<void> {
  for (;;) {
    const claim = await schedule(chain);
    const missed = await runPlan(chain, claim);
    if (!missed) return;
    await startOver(chain, missed);
  }
}

function operationOf({ state }: Chain): 'adopt' | 'provision' {
  return state.claim?.adoption ? 'adopt' : 'provision';
}

/** A run's first act is a look at the object itself: nothing is `done` for a node that is not there. */
export async function permitToBegin(chain: Chain, done: string): Promise<FoundNode | undefined> {
  const { state, input } = chain;
  const read = await attempt(chain, { act: READ, during: 'Running', after: 'Done', heedsPause: false }, async () => {
    const node = await chain.call('node.read', { ref: input.ref }, `look at ${input.ref.namespace}/${input.ref.name}`);
    return { node, message: '' };
  });
  state.steps = state.steps.filter((step) => step.name !== READ.name);
  const node = read?.node;
  if (!node?.found) {
    const message = `there is no ComputeNode ${input.ref.namespace}/${input.ref.name} of uid ${input.ref.uid}`;
    show(chain, 'Stalled', 'True', 'Held', `${message}; nothing is ${done}`);
    state.desire = undefined;
    chain.publish();
    return undefined;
  }
  state.revision = Math.max(state.revision, node.revision);
  // A machine that was installed anew has another.
  if (node.hostKey && !state.claim?.reinstalls) state.facts.hostKey ??= node.hostKey;
  if (!node.deleting) return node;
  if (state.desire) state.desire.delete = true;
  return undefined;
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

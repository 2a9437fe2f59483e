import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { Disruption } from '../../api/disruption-budget.ts';
import { isPermanent } from '../../api/failures.ts';
import { createCall } from '../call.ts';
import type { Fault } from '../failure.ts';
import { attempt, progressOf } from './attempt.ts';
import { type Chain, indexForSearch, nowText, show, stepContext } from './chain.ts';
import { withBudget } from './disruption.ts';
import { undrain } from './operations/drain.ts';
import { operations } from './operations/index.ts';
import type { NodeOperationPlan, OperationStep } from './operations/operation.ts';
import { permitToBegin } from './provision.ts';
import { end, report, restoreReady } from './report.ts';
import type { AskedOperation } from './state.ts';

type Outcome =
  | { state: 'Done' | 'Failed' | 'Canceled'; message: string }
  /** It goes on later: after a provisioning, or when the node is to be found again. */
  | 'later';

const STEPS = new Set(Object.values(operations).flatMap(({ steps }) => steps.map(({ name }) => name)));

/** Carries out the first operation that was asked of the node, step by step, or brings it to a safe point when it is called off. */
export async function operate(chain: Chain): Promise<void> {
  const { state } = chain;
  const asked = state.operations?.[0];
  if (!asked) return;
  begin(chain, asked);
  const scope = new CancellationScope();
  chain.interrupt = () => scope.cancel();
  chain.call = createCall(chain.input.cell, 'WAIT_CANCELLATION_COMPLETED');
  const plan = operations[asked.request.type];
  try {
    const run = async () => settle(chain, asked, await carryOut(chain, asked, plan));
    await scope.run(() => (plan.disrupts ? disrupt(chain, asked, run) : run()));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // Else the node is looked at, or deleted; a deletion ends what was asked of the node.
    if (asked.cancel && !state.desire?.delete) settle(chain, asked, await callOff(chain, asked));
  } finally {
    chain.interrupt = undefined;
  }
}

/** Whoever waits for leave has begun nothing yet: what it was asked is shown, and may be called off. */
function disrupt(chain: Chain, asked: AskedOperation, run: () => Promise<void>): Promise<void> {
  const { type, by, why } = asked.request;
  const held = (words: string) => report(chain, asked, 'WaitingForBudget', words);
  return withBudget(chain, { operation: type as Disruption, why: `asked by ${by}: ${why}`, held }, run);
}

function begin({ state }: Chain, asked: AskedOperation): void {
  if (asked.startedAt) return;
  asked.startedAt = nowText();
  asked.readyBefore = state.conditions.Ready;
  state.steps = state.steps.filter(({ name }) => !STEPS.has(name));
}

async function carryOut(chain: Chain, asked: AskedOperation, plan: NodeOperationPlan): Promise<Outcome> {
  if (asked.cancel && !asked.touched) return callOff(chain, asked);
  if (!(await permitToBegin(chain, 'done'))) return 'later';
  for (const { name } of plan.steps) progressOf(chain, name);
  for (const step of plan.steps) {
    if (progressOf(chain, step.name).state === 'Done') continue;
    if (asked.cancel && !asked.touched) return callOff(chain, asked);
    const outcome = await takeStep(chain, asked, step);
    if (outcome !== 'next') return outcome;
  }
  const late = asked.cancel ? `; ${asked.cancel.by} called it off too late` : '';
  return { state: 'Done', message: `${asked.request.type} is done${late}` };
}

async function takeStep(chain: Chain, asked: AskedOperation, step: OperationStep): Promise<Outcome | 'next'> {
  const progress = progressOf(chain, step.name);
  if (step.touches) asked.touched = true;
  report(chain, asked, step.state, step.title);
  let last: Fault | undefined;
  const isLate = () => Date.parse(progress.startedAt ?? nowText()) + asked.request.timeoutMs <= Date.now();
  const result = await attempt(
    chain,
    {
      act: step,
      during: 'Running',
      after: 'Done',
      heedsPause: false,
      onFault: (fault) => (last = fault),
      giveUp: (fault) => isPermanent(fault.type) || isLate(),
    },
    () => step.run({ ...contextOf(chain, step), request: asked.request }),
  );
  if (!result) {
    progress.state = 'Failed';
    progress.finishedAt = nowText();
    progress.message = last?.message ?? '';
    if (!asked.touched) await giveBack(chain, asked);
    return { state: 'Failed', message: `${step.title}: ${progress.message}` };
  }
  for (const spared of result.spares ?? []) {
    Object.assign(progressOf(chain, spared), { state: 'Done', message: 'not needed' });
  }
  if (!result.provisions) return 'next';
  provisionAnew(chain);
  return 'later';
}

function contextOf(chain: Chain, step: OperationStep) {
  const { claim } = chain.state;
  if (!claim) throw new Error(`Step ${step.name} needs a claim`);
  return stepContext(chain, claim, (message) => {
    progressOf(chain, step.name).message = message;
    chain.publish();
  });
}

/** Its steps run once more, under the permit that the claim has now; asset and addresses stay. */
function provisionAnew({ state }: Chain): void {
  const kept = new Set([...STEPS, 'schedule-asset', 'allocate-addresses']);
  state.provisioned = false;
  state.installer = [];
  state.facts = { ...state.facts, hostKey: undefined };
  for (const step of state.steps) {
    if (kept.has(step.name)) continue;
    Object.assign(step, { state: 'Pending', attempts: 0, message: '', startedAt: undefined, finishedAt: undefined });
  }
}

/** Nothing was done to the machine yet. */
async function callOff(chain: Chain, asked: AskedOperation): Promise<Outcome> {
  await giveBack(chain, asked);
  const { by = '', why = '' } = asked.cancel ?? {};
  return { state: 'Canceled', message: `called off by ${by}: ${why}` };
}

/** Who was drained for nothing is told so; where that fails, it stands in the step. */
async function giveBack(chain: Chain, { request }: AskedOperation): Promise<void> {
  const drained = chain.state.steps.find(({ name }) => name === 'drain');
  if (!drained || drained.state === 'Pending') return;
  const progress = progressOf(chain, undrain.name);
  const undone = await attempt(
    chain,
    {
      act: undrain,
      during: 'Undoing',
      after: 'Undone',
      heedsPause: false,
      onFault: (fault) => (progress.message = fault.message),
      giveUp: () => true,
    },
    () => undrain.run({ ...contextOf(chain, undrain), request }),
  );
  if (!undone) progress.state = 'Failed';
}

/** What the operation leaves behind stands in the node's conditions until something changes it. */
function settle(chain: Chain, asked: AskedOperation, outcome: Outcome): void {
  if (outcome === 'later') return chain.publish();
  const { state } = chain;
  const { request } = asked;
  const { type } = request;
  const isUp =
    outcome.state === 'Done' || state.steps.some(({ name, state: at }) => name === 'come-back' && at === 'Done');
  restoreReady(chain, asked);
  if (asked.touched && isUp && operations[type].leaves === 'off') {
    show(chain, 'Ready', 'False', 'PoweredOff', `powered off by ${request.by}: ${request.why}`);
  } else if (asked.touched && isUp) {
    show(chain, 'Ready', 'True', 'Succeeded', `${type} by ${request.by} is over, and it answers`);
  } else if (asked.touched) {
    const what = `${type} failed at ${outcome.message}`;
    show(chain, 'Ready', 'False', 'OperationFailed', what);
    show(chain, 'Stalled', 'True', 'OperationFailed', `${what}. See to the machine; bedplate op power-on looks again`);
  }
  state.waiting = undefined;
  state.waitsFor = [];
  end(chain, asked, outcome.state, outcome.message);
  indexForSearch(chain);
  chain.publish();
}

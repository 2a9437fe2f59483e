import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { RolloutAction } from '../../api/rollout/actions.ts';
import {
  bucketOrdersSignal,
  type NumberedOrders,
  SALT_BUCKET_WORKFLOW,
  saltBucketWorkflowId,
  type SaltBucketInput,
} from '../contract.ts';
import { insist } from '../insist.ts';
import type { Chain } from './chain.ts';
import { take } from './state.ts';

type Of<A extends RolloutAction['act']> = Extract<RolloutAction, { act: A }>;

/** Does what was decided. What takes long goes on beside, and is an event when it is done. */
export async function perform(chain: Chain, action: RolloutAction): Promise<void> {
  switch (action.act) {
    case 'startBucket':
      return startBucket(chain, action);
    case 'tellBucket':
      return tellBucket(chain, action);
    case 'measureGates':
      return beside(chain, () => measureGates(chain, action));
    case 'readCalendar':
      return beside(chain, () => readCalendar(chain, action));
    case 'finish':
      return;
  }
}

/** The bucket outlives this run, which rolls over meanwhile: its end comes as a signal. */
async function startBucket({ input, state }: Chain, action: Of<'startBucket'>): Promise<void> {
  const { bucket, attempt, orders, joined } = action;
  const unfinished = attempt > 1 ? state.unfinished[bucket] : undefined;
  const badBefore = action.badBefore && [...action.badBefore];
  delete state.unfinished[bucket];
  const told = numbered({ state }, orders);
  state.open[bucket] = { attempt, told: told.number, keepsTo: told.number };
  const ref = { transaction: input.ref, bucket, attempt };
  const { cell, clusterId, historyLength } = input;
  const nodes = { unfinished, badBefore, joined: joined && [...joined] };
  const argument: SaltBucketInput = { ...ref, cell, clusterId, orders: told, ...nodes, historyLength };
  try {
    await startChild(SALT_BUCKET_WORKFLOW, {
      workflowId: saltBucketWorkflowId(ref),
      args: [argument],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: `Bucket ${bucket} of SaltTransaction ${input.ref.namespace}/${input.ref.name}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function tellBucket({ input, state }: Chain, { bucket, orders }: Of<'tellBucket'>): Promise<void> {
  const open = state.open[bucket];
  if (!open) return;
  const told = numbered({ state }, orders);
  open.told = told.number;
  const id = saltBucketWorkflowId({ transaction: input.ref, bucket, attempt: open.attempt });
  try {
    await getExternalWorkflowHandle(id).signal(bucketOrdersSignal, told);
  } catch (error) {
    // It has ended: nothing of it is on its way, and the news of its end are.
    log.warn('The bucket could not be told', { bucket, error: String(error) });
    open.keepsTo = told.number;
  }
}

function numbered({ state }: Pick<Chain, 'state'>, orders: NumberedOrders['orders']): NumberedOrders {
  state.orders += 1;
  return { number: state.orders, orders };
}

async function measureGates(chain: Chain, action: Of<'measureGates'>): Promise<void> {
  const { bucket, gates, since, counts, badBefore, joined = [] } = action;
  const { input, call, state } = chain;
  const question = {
    ref: input.ref,
    bucket,
    gates: gates.map(({ name }) => name),
    since,
    counts,
    badBefore: [...badBefore],
    joined: [...joined],
  };
  const results = await insist(() => call('gate.measure', question, `${bucket}: ask ${gates.length} gates`));
  take(state, { type: 'GatesMeasured', bucket, results }, Date.now());
}

/** Windows and freezes hold for what is under way, too: they stand in the deployment, and are read there. */
async function readCalendar(chain: Chain, { from }: Of<'readCalendar'>): Promise<void> {
  const { input, call, state } = chain;
  const deployment = state.found?.deployment ?? '';
  const question = { ref: input.ref, deployment, from };
  const calendar = await insist(() => call('rollout.calendar', question, 'when may it be begun'));
  take(state, { type: 'CalendarRead', calendar }, Date.now());
}

function beside(chain: Chain, act: () => Promise<void>): void {
  chain.busy += 1;
  void act().finally(() => {
    chain.busy -= 1;
    chain.due = true;
  });
}

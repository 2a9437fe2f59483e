import { allHandlersFinished, condition, continueAsNew, setHandler } from '@temporalio/workflow';
import type { BucketFrame } from '../../activities/rollout/read-bucket.ts';
import { decideBucket, newBucket, takeBucketEvent } from '../../api/rollout/bucket.ts';
import type { BucketAction } from '../../api/rollout/actions.ts';
import type { BucketEvent } from '../../api/rollout/events.ts';
import { createCall } from '../call.ts';
import {
  bucketNodesQuery,
  bucketOrdersSignal,
  leavesNeededQuery,
  type NumberedOrders,
  nudgeBucketSignal,
  type SaltBucketInput,
  wakeSignal,
} from '../contract.ts';
import { shouldRollOver } from '../roll-over.ts';
import {
  type BegunBucket,
  type Bucket,
  type CarriedBucket,
  isHeld,
  openBucket,
  tell,
  untilAsidesAreThrough,
  untilTold,
} from './bucket.ts';
import { tellReport } from './tell-report.ts';
import { runSlice } from './run-slice.ts';
import { waitAfter } from './wait-after.ts';

/** How long a chain that has done its work stays for what it shows of minions: a bridge that is away does not keep it for ever. */
const SHOWN_WITHIN_MS = 3_600_000;

/**
 * One bucket of a rollout: slice by slice, as `decideBucket` has it, until its nodes are done or it is told to stop. Its
 * first act is a look at the transaction, whose buckets are frozen.
 */
export async function saltBucket(input: SaltBucketInput<CarriedBucket>): Promise<void> {
  const bucket = openBucket(input, createCall(input.cell));
  listen(bucket);
  const begun = (bucket.begun ??= await begin(bucket));
  for (;;) {
    bucket.due = false;
    const { state, actions, nextLookAt } = decideBucket(begun.engine, Date.now());
    begun.engine = state;
    for (const action of actions) await perform(bucket, begun.frame, action);
    if (state.ended) return untilQuiet(bucket);
    await untilDue(bucket, nextLookAt);
    if (bucket.busy || !shouldRollOver(input.historyLength)) continue;
    await untilAsidesAreThrough(bucket);
    await condition(allHandlersFinished);
    const carried = { begun, told: bucket.told, unshown: [...bucket.unshown] };
    await continueAsNew<typeof saltBucket>({ ...input, carried });
  }
}

async function untilQuiet(bucket: Bucket): Promise<void> {
  const { unshown } = bucket;
  await untilAsidesAreThrough(bucket);
  if (unshown.length > 0) await condition(() => unshown.length === 0, SHOWN_WITHIN_MS);
  await condition(allHandlersFinished);
}

async function begin(bucket: Bucket): Promise<BegunBucket> {
  const frame = await readFrame(bucket);
  return { frame, engine: newBucket(inputOf(bucket, frame)) };
}

async function readFrame(bucket: Bucket): Promise<BucketFrame> {
  const { transaction: ref, bucket: name, joined } = bucket.input;
  const question = { ref, bucket: name, joined };
  for (let faults = 1; ; faults += 1) {
    try {
      return await bucket.call('rollout.readBucket', question, `look at bucket ${name}, and at its nodes`);
    } catch (error) {
      await waitAfter(bucket, error, faults);
    }
  }
}

function inputOf({ input, told }: Bucket, frame: BucketFrame) {
  const { bucket, attempt, unfinished, badBefore } = input;
  const { rules, maxUnavailable } = frame;
  const nodes = unfinished ?? frame.nodes.map(({ name }) => name);
  return { bucket, attempt, nodes, badBefore, rules, maxUnavailable, orders: told.orders };
}

function listen(bucket: Bucket): void {
  const nudge = () => void (bucket.nudges += 1);
  setHandler(bucketOrdersSignal, (told) => takeOrders(bucket, told));
  setHandler(nudgeBucketSignal, nudge);
  setHandler(wakeSignal, nudge);
  setHandler(bucketNodesQuery, () => bucket.begun?.engine.nodes ?? []);
  setHandler(leavesNeededQuery, () => {
    const { frame, engine } = bucket.begun ?? {};
    const names = new Set(engine?.slice?.nodes);
    return (frame?.nodes ?? []).filter(({ name }) => names.has(name)).map(({ uid }) => uid);
  });
}

/** It keeps to them at once; that is told when nothing is on its way out any more. */
async function takeOrders(bucket: Bucket, told: NumberedOrders): Promise<void> {
  if (told.number <= bucket.told.number) return;
  bucket.told = told;
  take(bucket, { type: 'Orders', orders: told.orders });
  await condition(() => !isHeld(bucket) || !bucket.sending);
  await tell(bucket, { type: 'keepsTo', number: told.number });
}

function take(bucket: Bucket, event: BucketEvent): void {
  const { begun } = bucket;
  if (begun) begun.engine = takeBucketEvent(begun.engine, event, Date.now());
  bucket.due = true;
}

/** What takes long goes on beside the decisions, and is an event when it is done. */
async function perform(bucket: Bucket, frame: BucketFrame, action: BucketAction): Promise<void> {
  switch (action.act) {
    case 'measureBaseline':
      return take(bucket, { type: 'Baseline', badBefore: frame.badBefore });
    case 'runSlice':
      return beside(bucket, async () => {
        const { number } = action.slice;
        const sent = (jid: string) => take(bucket, { type: 'SliceSubmitted', number, jid });
        const outcome = await runSlice(bucket, frame, action.slice, sent);
        take(bucket, { type: 'SliceEnded', number, outcome });
      });
    case 'report':
      return tellReport(bucket, action.report);
    case 'end':
      bucket.report = undefined;
      await untilTold(bucket);
      return tell(bucket, { type: 'ended', report: action.report, unfinished: [...action.unfinished] });
  }
}

function beside(bucket: Bucket, act: () => Promise<void>): void {
  bucket.busy = true;
  void act().finally(() => (bucket.busy = false));
}

async function untilDue(bucket: Bucket, nextLookAt: number | null): Promise<void> {
  const isDue = () => bucket.due;
  if (nextLookAt === null) return condition(isDue);
  const ms = nextLookAt - Date.now();
  if (ms > 0) await condition(isDue, ms, { summary: 'the next slice, unless there is news' });
}

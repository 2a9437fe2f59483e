import type { BucketFrame, SliceNode } from '../../activities/rollout/read-bucket.ts';
import type { SliceCall } from '../../activities/rollout/slice-call.ts';
import { haveIt, type Slice, type SliceOutcome } from '../../api/rollout/slice.ts';
import { jidOf } from '../../api/salt-jid.ts';
import { insist } from '../insist.ts';
import { aside, type Bucket, isHeld } from './bucket.ts';
import { giveLeaveBack, leaveFor } from './leave.ts';
import { waitAfter } from './wait-after.ts';

const NOTHING: SliceOutcome = { verdicts: {}, failures: [], changeSets: [] };

/**
 * Runs one slice and gives what became of it. Nodes that it names nowhere were not touched: their budgets did not give
 * leave for them, or the bucket was held before anything went out. `sent` is told its jid once it is out.
 */
export async function runSlice(
  bucket: Bucket,
  frame: BucketFrame,
  slice: Slice,
  sent: (jid: string) => void,
): Promise<SliceOutcome> {
  const names = new Set(slice.nodes);
  const nodes = frame.nodes.filter(({ name }) => names.has(name));
  const leave = await leaveFor(bucket, slice.act, nodes);
  if (!leave) return NOTHING;
  const outcome = await runOn(bucket, callOf(bucket, frame, slice, leave.nodes), frame.runMs, sent);
  await giveLeaveBack(bucket, leave);
  // A dry run that finds nothing to do has brought nothing: the commit may not even be meant to come.
  if (slice.act === 'dry-run') return outcome;
  unmarkRenewed(bucket, frame, outcome);
  await moveMasters(bucket, frame, outcome);
  show(bucket, frame.commit, outcome);
  return outcome;
}

/** Machines that were installed anew and have the commit now need not be brought to it any more. The next slice does not wait for that. */
function unmarkRenewed(bucket: Bucket, { renewed }: BucketFrame, { verdicts }: SliceOutcome): void {
  const { call, input } = bucket;
  const nodes = haveIt(verdicts).filter((name) => renewed.includes(name));
  if (nodes.length === 0) return;
  const { namespace } = input.transaction;
  const act = () => call('rollout.unmarkRenewed', { namespace, nodes }, `${nodes.length} renewed nodes have it`);
  aside(bucket, () => insist(act));
}

/** Masters serve the commit before another slice is sent out. */
async function moveMasters({ call, input }: Bucket, frame: BucketFrame, { verdicts }: SliceOutcome): Promise<void> {
  const good = new Set(haveIt(verdicts));
  const nodes = frame.masters.filter((name) => good.has(name));
  if (nodes.length === 0) return;
  const { namespace } = input.transaction;
  const { commit } = frame;
  await insist(() => call('rollout.moveMasters', { namespace, nodes, commit }, `${nodes.length} masters serve it`));
}

/** Beside everything else. What a look at a lost return found open is no result: it is applied next. */
function show(bucket: Bucket, commit: string, { verdicts: { TestPending: _, ...verdicts } }: SliceOutcome): void {
  const { namespace } = bucket.input.transaction;
  bucket.minions.show({ namespace, at: new Date().toISOString(), commit, verdicts });
}

async function runOn(
  bucket: Bucket,
  call: SliceCall,
  runMs: number,
  sent: (jid: string) => void,
): Promise<SliceOutcome> {
  const missing = await sendOut(bucket, call);
  if (!missing) return NOTHING;
  const sentAt = Date.now();
  sent(call.jid);
  const minions = call.minions.filter((minion) => !missing.includes(minion));
  const outcome = minions.length === 0 ? NOTHING : await returnsOf(bucket, { ...call, minions }, sentAt, runMs);
  return missing.length === 0 ? outcome : { ...outcome, verdicts: { ...outcome.verdicts, KeyNotAccepted: missing } };
}

/**
 * Sends it out and answers whose keys are not accepted; undefined when it was held before. What an earlier attempt may have
 * sent out under the same jid can't be held any more: its returns are waited for.
 */
async function sendOut(bucket: Bucket, call: SliceCall): Promise<string[] | undefined> {
  for (let faults = 0; !isHeld(bucket);) {
    try {
      return await submit(bucket, call);
    } catch (error) {
      faults += 1;
      await waitAfter(bucket, error, faults);
      if (isHeld(bucket)) return [];
    }
  }
  return undefined;
}

async function submit(bucket: Bucket, call: SliceCall): Promise<string[]> {
  bucket.sending = true;
  try {
    return (await bucket.call('salt.submit', call, `${inWords(call)}: send it out`)).missing;
  } finally {
    bucket.sending = false;
  }
}

async function returnsOf(bucket: Bucket, call: SliceCall, sentAt: number, runMs: number): Promise<SliceOutcome> {
  for (let faults = 1; ; faults += 1) {
    try {
      const awaited = { ...call, sentAt, runMs };
      return await bucket.call('salt.awaitReturns', awaited, `${inWords(call)}: wait for its returns`);
    } catch (error) {
      await waitAfter(bucket, error, faults);
    }
  }
}

function callOf({ input }: Bucket, frame: BucketFrame, slice: Slice, nodes: readonly SliceNode[]): SliceCall {
  const { transaction, bucket, attempt } = input;
  const { master, createdAt, commit, states } = frame;
  return {
    master,
    jid: jidOf({ transaction: transaction.uid, bucket, attempt, slice: slice.number }, createdAt),
    act: slice.act,
    minions: nodes.map(({ name }) => name),
    commit,
    states,
    metadata: {
      rollout: `${transaction.namespace}/${transaction.name}`,
      bucket,
      slice: `${slice.number} of attempt ${attempt}`,
      act: slice.act,
    },
  };
}

function inWords({ act, commit, minions }: SliceCall): string {
  return `${act} ${commit.slice(0, 12)} on ${minions.length} minions`;
}

import { atMost, brokenIn, countNodes } from './counts.ts';
import { mergeFailures } from './failures.ts';
import { mergeChanges, surprising } from './change-sets.ts';
import type { Slice, SliceAct } from './slice.ts';
import { afterSlice } from './slice-results.ts';
import type { BucketAction, BucketDecision } from './actions.ts';
import type { BucketReport, Stuck } from './bucket-orders.ts';
import type { BucketInput, BucketState } from './bucket-state.ts';
import type { BucketEvent } from './events.ts';
import type { BucketNode } from './nodes.ts';

/** A dry run takes nobody's service away: so many at a time. */
const DRY_RUN_SLICE = 200;
/** However large a bucket is: the answer to one slice is worked on in one piece. */
const MOST_AT_ONCE = 500;
const MOST_JIDS = 8;

export function newBucket(input: BucketInput): BucketState {
  const { bucket, attempt, nodes, rules, maxUnavailable, orders, badBefore } = input;
  const known = new Set(badBefore);
  return {
    bucket,
    rules,
    maxUnavailable,
    orders,
    nodes: nodes.map((name) => ({
      name,
      state: 'Pending',
      next: firstOf(rules.dryRun, attempt),
      tries: 0,
      ...(known.has(name) && { badBefore: 'not well before the first attempt' }),
    })),
    baselined: badBefore !== undefined,
    baselineAsked: badBefore !== undefined,
    slices: 0,
    jids: [],
    failures: [],
    changeSets: [],
    retried: orders.retries,
    news: false,
    ended: false,
  };
}

/** In a further attempt it is not known what the one before has left behind: that is looked at first. */
function firstOf(dryRun: 'Never' | 'First' | 'Only', attempt: number): SliceAct {
  if (dryRun !== 'Never') return 'dry-run';
  return attempt > 1 ? 'verify' : 'apply';
}

/** What is heard of a slice that is not the one under way is of no interest any more. */
export function takeBucketEvent(state: BucketState, event: BucketEvent, now: number): BucketState {
  switch (event.type) {
    case 'Orders':
      return { ...state, orders: event.orders };
    case 'Baseline': {
      const nodes = state.nodes.map((node) => {
        const badBefore = event.badBefore[node.name];
        return badBefore === undefined ? node : { ...node, badBefore };
      });
      return { ...state, nodes, baselined: true, news: true };
    }
    case 'SliceSubmitted':
      if (state.slice?.number !== event.number) return state;
      return { ...state, jids: [...state.jids, event.jid].slice(-MOST_JIDS), news: true };
    case 'SliceEnded': {
      const { slice, rules } = state;
      if (slice?.number !== event.number) return state;
      const { outcome } = event;
      // Of nodes that were bad before nobody learns anything of the release.
      const isOfRelease = !state.nodes.some(
        ({ name, badBefore }) => badBefore !== undefined && slice.nodes.includes(name),
      );
      return {
        ...state,
        slice: undefined,
        nodes: afterSlice(state.nodes, slice, outcome, rules, now),
        failures: isOfRelease ? mergeFailures([state.failures, outcome.failures]) : state.failures,
        changeSets: slice.act === 'dry-run' ? mergeChanges([state.changeSets, outcome.changeSets]) : state.changeSets,
        news: true,
      };
    }
  }
}

/** The next slice, or why there is none. Each action is given once. */
export function decideBucket(before: BucketState, now: number): BucketDecision {
  if (before.ended) return { state: before, actions: [], nextLookAt: null };
  if (!before.baselined && !before.orders.stop) return measureBaseline(before);
  const state = followOrders(before);
  if (state.slice) return withNews(state, []);
  if (state.orders.stop || state.nodes.every(isDone)) return end(state);

  const stuck = whyStuck(state);
  const news = state.news || stuck?.why !== state.stuck?.why;
  const known: BucketState = { ...state, stuck, news };
  if (stuck || state.orders.held !== '') return withNews(known, []);
  const nodes = nextSlice(known, now);
  const [first] = nodes;
  if (!first) return { ...withNews(known, []), nextLookAt: nextTry(known, now) };
  const slice: Slice = { number: known.slices + 1, act: first.next, nodes: nodes.map(({ name }) => name) };
  const inIt = new Set(slice.nodes);
  const inFlight = known.nodes.map((node) => (inIt.has(node.name) ? { ...node, state: 'InFlight' as const } : node));
  return withNews({ ...known, nodes: inFlight, slice, slices: slice.number }, [{ act: 'runSlice', slice }]);
}

function measureBaseline(state: BucketState): BucketDecision {
  if (state.baselineAsked) return { state, actions: [], nextLookAt: null };
  const actions = [{ act: 'measureBaseline' as const, nodes: state.nodes.map(({ name }) => name) }];
  return { state: { ...state, baselineAsked: true }, actions, nextLookAt: null };
}

/** Takes nodes out, and those that went wrong up again. */
function followOrders(state: BucketState): BucketState {
  const { orders, retried } = state;
  const skip = new Set(orders.skip);
  const isRetry = orders.retries > retried;
  const isTouched = ({ state: now, name }: BucketNode) =>
    (now === 'Pending' && skip.has(name)) || (isRetry && isUnfinished(now));
  if (!isRetry && !state.nodes.some(isTouched)) return state;
  const nodes = state.nodes.map((node): BucketNode => {
    if (!isTouched(node)) return node;
    const { notBefore: _, ...rest } = node;
    if (skip.has(node.name)) return { ...rest, state: 'Skipped' };
    return { ...rest, state: 'Pending', tries: 0 };
  });
  const failures = isRetry ? [] : state.failures;
  return { ...state, nodes, failures, retried: orders.retries, news: true };
}

function whyStuck(state: BucketState): Stuck | undefined {
  const { orders, nodes, changeSets, rules } = state;
  const counts = countNodes(nodes);
  const broken = brokenIn(counts);
  if (broken > orders.failuresAllowed) {
    const why = `${broken} of ${counts.nodes} nodes failed by the release, ${orders.failuresAllowed} may`;
    return { source: 'failures', why };
  }
  const isTried = nodes.every(({ state: now, next }) => now !== 'Pending' || next !== 'dry-run');
  if (rules.dryRun !== 'First' || rules.unexpectedChanges === 'Allow' || !isTried) return undefined;
  const [surprise] = surprising(changeSets, orders.expectedChanges);
  if (!surprise) return undefined;
  const { nodes: count, examples, text } = surprise;
  const why = `${count} nodes (such as ${examples[0]}) would change what no node before did: ${text}`;
  return { source: 'changeSet', why: why.slice(0, 500) };
}

/** Everything is tried before anything is applied; nodes that were bad before go last and by themselves. */
function nextSlice(state: BucketState, now: number): BucketNode[] {
  const due = state.nodes.filter((node) => node.state === 'Pending' && (node.notBefore ?? 0) <= now);
  const isTrying = state.nodes.some((node) => node.state === 'Pending' && node.next === 'dry-run');
  for (const act of isTrying ? (['dry-run'] as const) : (['verify', 'apply'] as const)) {
    const waiting = due.filter(({ next }) => next === act);
    const well = waiting.filter(({ badBefore }) => badBefore === undefined);
    const picked = well.length > 0 ? well : waiting;
    if (picked.length > 0) return picked.slice(0, sizeOf(state, act));
  }
  return [];
}

function sizeOf({ nodes, maxUnavailable }: BucketState, act: SliceAct): number {
  if (act === 'dry-run') return DRY_RUN_SLICE;
  return Math.min(MOST_AT_ONCE, Math.max(1, atMost(maxUnavailable, nodes.length)));
}

/** Of those whose turn it is by then: who was tried already waits for the others, whatever the time. */
function nextTry({ nodes }: BucketState, now: number): number | null {
  const pending = nodes.filter(({ state }) => state === 'Pending');
  const trying = pending.filter(({ next }) => next === 'dry-run');
  const times = (trying.length > 0 ? trying : pending).map(({ notBefore = now }) => notBefore);
  return times.length > 0 ? Math.min(...times) : null;
}

function end(state: BucketState): BucketDecision {
  const unfinished = state.nodes.filter((node) => !['Ok', 'Changed', 'Skipped'].includes(node.state));
  const report = reportOf(state);
  const action: BucketAction = { act: 'end', report, unfinished: unfinished.map(({ name }) => name) };
  return { state: { ...state, ended: true, news: false }, actions: [action], nextLookAt: null };
}

function withNews(state: BucketState, actions: readonly BucketAction[]): BucketDecision {
  if (!state.news) return { state, actions, nextLookAt: null };
  const report: BucketAction = { act: 'report', report: reportOf(state) };
  return { state: { ...state, news: false }, actions: [report, ...actions], nextLookAt: null };
}

function reportOf({ nodes, failures, jids, changeSets, retried, stuck }: BucketState): BucketReport {
  const badBefore = nodes.flatMap((node) => (node.badBefore === undefined ? [] : [node.name]));
  return { counts: countNodes(nodes), failures, jids, changeSets, badBefore, retried, ...(stuck && { stuck }) };
}

function isDone({ state }: BucketNode): boolean {
  return state !== 'Pending' && state !== 'InFlight';
}

function isUnfinished(state: BucketNode['state']): boolean {
  return ['Failed', 'Busy', 'Unreachable', 'Lost'].includes(state);
}

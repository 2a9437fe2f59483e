import type { SaltVerdictType } from '../salt-verdict.ts';
import type { RolloutRules } from './rules.ts';
import type { MinionVerdicts, Slice, SliceAct, SliceOutcome } from './slice.ts';
import type { BucketNode, NodeState } from './nodes.ts';

/** What a verdict leads to: the node is done, is to be asked for something else at once, or the same again later. */
type Outcome =
  | { readonly done: NodeState }
  | { readonly next: SliceAct }
  /** Nothing came of it. What it is in the end, if that goes on. */
  | { readonly again: SliceAct; readonly atLast: NodeState };

const FAILED: Record<'StateFailed' | 'CompileError' | 'PillarError' | 'NoTopMatch' | 'ModuleError', Outcome> = {
  StateFailed: { done: 'Failed' },
  CompileError: { done: 'Failed' },
  PillarError: { done: 'Failed' },
  NoTopMatch: { done: 'Failed' },
  ModuleError: { done: 'Failed' },
};
const UNKNOWN_KEY = { KeyNotAccepted: { done: 'Unreachable' } } as const;

type Outcomes = Readonly<Record<SaltVerdictType, Outcome>>;

/** Every verdict has its line for everything that can be asked: section "What becomes of a node" of docs/rollouts.md. */
const OUTCOMES: Readonly<Record<SliceAct, Outcomes>> = {
  'dry-run': {
    ...FAILED,
    ...UNKNOWN_KEY,
    Ok: { next: 'apply' },
    Changed: { next: 'apply' },
    TestPending: { next: 'apply' },
    Busy: { again: 'dry-run', atLast: 'Busy' },
    Running: { again: 'dry-run', atLast: 'Lost' },
    Lost: { again: 'dry-run', atLast: 'Lost' },
    Unreachable: { again: 'dry-run', atLast: 'Unreachable' },
  },
  apply: {
    ...FAILED,
    ...UNKNOWN_KEY,
    Ok: { done: 'Ok' },
    Changed: { done: 'Changed' },
    // A state that asks for test=True by itself: that is as far as it goes.
    TestPending: { done: 'Changed' },
    Busy: { again: 'apply', atLast: 'Busy' },
    // It may have done its work: it is looked at before it is asked once more.
    Running: { again: 'verify', atLast: 'Lost' },
    Lost: { again: 'verify', atLast: 'Lost' },
    Unreachable: { again: 'verify', atLast: 'Unreachable' },
  },
  verify: {
    ...FAILED,
    ...UNKNOWN_KEY,
    Ok: { done: 'Ok' },
    Changed: { done: 'Changed' },
    TestPending: { again: 'apply', atLast: 'Lost' },
    Busy: { again: 'verify', atLast: 'Busy' },
    Running: { again: 'verify', atLast: 'Lost' },
    Lost: { again: 'verify', atLast: 'Lost' },
    Unreachable: { again: 'verify', atLast: 'Unreachable' },
  },
};

/** The nodes after a slice. Those that its outcome names nowhere were not asked, and wait as before. */
export function afterSlice(
  nodes: readonly BucketNode[],
  slice: Slice,
  { verdicts }: SliceOutcome,
  rules: RolloutRules,
  now: number,
): BucketNode[] {
  const verdictOf = verdictsByNode(verdicts);
  const asked = new Set(slice.nodes);
  return nodes.map((node) => {
    if (!asked.has(node.name) || node.state !== 'InFlight') return node;
    const verdict = verdictOf.get(node.name);
    if (verdict) return afterVerdict(node, OUTCOMES[slice.act][verdict], verdict, rules, now);
    return { ...node, state: 'Pending', notBefore: now + rules.retryMs };
  });
}

function afterVerdict(
  node: BucketNode,
  outcome: Outcome,
  verdict: SaltVerdictType,
  rules: RolloutRules,
  now: number,
): BucketNode {
  const { notBefore: _, ...rest } = node;
  if ('done' in outcome) return { ...rest, state: outcome.done };
  if ('next' in outcome) {
    const wouldChange = verdict !== 'Ok';
    if (rules.dryRun === 'Only') return { ...rest, state: wouldChange ? 'Changed' : 'Ok' };
    return { ...rest, state: 'Pending', next: outcome.next, tries: 0 };
  }
  const tries = node.tries + 1;
  // A further attempt begins with a look: what that finds undone is asked for at least once.
  const wasOnlyLookedAt = node.tries === 0 && node.next === 'verify' && outcome.again === 'apply';
  // Who was away before is asked once: the others need not wait for it.
  const most = node.badBefore === undefined ? rules.attempts : 1;
  // Somebody may have it retried: then, too, it is looked at before it is asked once more.
  if (tries >= most && !wasOnlyLookedAt) return { ...rest, state: outcome.atLast, next: outcome.again, tries };
  return { ...rest, state: 'Pending', next: outcome.again, tries, notBefore: now + rules.retryMs };
}

function verdictsByNode(verdicts: MinionVerdicts): ReadonlyMap<string, SaltVerdictType> {
  const all = Object.entries(verdicts) as [SaltVerdictType, string[]][];
  return new Map(all.flatMap(([verdict, names]) => names.map((name) => [name, verdict] as const)));
}

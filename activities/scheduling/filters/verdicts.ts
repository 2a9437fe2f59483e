import type { AssetGroup } from '../asset-group.ts';
import type { FleetEvent } from '../fleet-event.ts';
import type { FilterWish } from './filter.ts';
import { filters } from './index.ts';

export interface Refusal {
  readonly reason: string;
  readonly helpedBy: readonly FleetEvent[];
}

/** Undefined: the group may stay. */
export type Verdict = (group: AssetGroup) => Refusal | undefined;

/** Kinds of wishes whose verdicts are kept; nodes of one pool are one. */
const MOST_WISHES = 100;
const PASSES = 'passes';
/** Groups of today and of yesterday whose verdicts are kept; a map that is weak makes each garbage collection slow. */
const MOST_GROUPS = 50_000;
type Verdicts = Map<AssetGroup['labels'], Refusal | typeof PASSES>;
const known = new Map<string, Verdicts>();

/**
 * What the filters say of groups, remembered: neither a wish of one kind nor a group of one signature ever gets another
 * answer, and a fleet of 100,000 has thousands of groups.
 */
export function verdictsFor(wish: FilterWish): Verdict {
  const key = JSON.stringify(wish);
  const verdicts: Verdicts = known.get(key) ?? new Map();
  if (verdicts.size > MOST_GROUPS) verdicts.clear();
  known.delete(key);
  known.set(key, verdicts);
  for (const oldest of known.keys()) {
    if (known.size <= MOST_WISHES) break;
    known.delete(oldest);
  }
  const judge = judgeOf(wish);
  return (group) => {
    let verdict = verdicts.get(group.labels);
    if (verdict === undefined) verdicts.set(group.labels, (verdict = judge(group)));
    return verdict === PASSES ? undefined : verdict;
  };
}

function judgeOf(wish: FilterWish): (group: AssetGroup) => Refusal | typeof PASSES {
  const prepared = filters.flatMap(({ helpedBy, prepare }) => {
    const refuse = prepare(wish);
    return refuse ? [{ refuse, helpedBy }] : [];
  });
  return (group) => {
    for (const { refuse, helpedBy } of prepared) {
      const reason = refuse(group);
      if (reason !== undefined) return { reason, helpedBy };
    }
    return PASSES;
  };
}

import type { AssetGroup } from './asset-group.ts';
import type { FleetView } from './fleet-view.ts';
import { isAllowed, type Rules } from './rules.ts';
import { scores } from './scores/index.ts';
import type { Wish } from './wish.ts';

/** A free asset in its turn. */
export interface Ranked {
  readonly name: string;
  readonly group: AssetGroup;
  why(): string[];
}

/**
 * The free assets of the groups that are allowed: by score, the highest first, and by name among equals. Few ask for more
 * than the first, which is found without a list; the next are looked for when they are asked for.
 */
export function rank(wish: Wish, view: FleetView, rules: Rules): Iterable<Ranked> {
  const judges = scores.flatMap((score) => {
    const judge = score.prepare(wish, view, rules.eligible);
    return judge ? [{ judge, weight: score.weight }] : [];
  });
  const weights = judges.reduce((sum, { weight }) => sum + weight, 0);
  const scoreOf = (group: AssetGroup, atLeast = 0) => {
    let [sum, rest] = [0, weights];
    for (const { judge, weight } of judges) {
      sum += weight * judge.points(group);
      rest -= weight;
      if (hundredths(sum + MOST_POINTS * rest + LOST_BY_FRACTIONS, weights) < atLeast) return undefined;
    }
    const score = hundredths(sum, weights);
    return score < atLeast ? undefined : score;
  };

  const ranked = ({ name, group, score }: Scored): Ranked => ({
    name,
    group,
    why: () => [`score ${Math.round(score / 100)}`, ...judges.map(({ judge }) => judge.why(group))],
  });

  return {
    *[Symbol.iterator]() {
      const best = first(rules, scoreOf);
      if (!best) return;
      yield ranked(best);
      for (const next of inOrder(rules, scoreOf)) if (next.name !== best.name) yield ranked(next);
    },
  };
}

const MOST_POINTS = 100;
/** More than sums of fractions can differ by their order. */
const LOST_BY_FRACTIONS = 1e-6;

/** Whole: sums of fractions would tell equals apart. */
function hundredths(sum: number, weights: number): number {
  return Math.round((100 * sum) / weights);
}

/** Undefined when it is below `atLeast`, as soon as that is seen. */
type ScoreOf = (group: AssetGroup, atLeast?: number) => number | undefined;

interface Scored {
  readonly name: string;
  readonly group: AssetGroup;
  readonly score: number;
}

function first(rules: Rules, scoreOf: ScoreOf): Scored | undefined {
  let best: AssetGroup | undefined;
  let highest = -1;
  // What costs least is asked first: most groups are out by the score of their rack, and nobody asks whether they are allowed.
  for (const group of rules.groups) {
    if (group.free.length === 0) continue;
    const isBehind = best !== undefined && nameOf(group) > nameOf(best);
    const score = scoreOf(group, isBehind ? highest + 1 : highest);
    if (score !== undefined && isAllowed(rules, group)) [best, highest] = [group, score];
  }
  return best && { name: nameOf(best), group: best, score: highest };
}

function nameOf(group: AssetGroup): string {
  return group.free[0] ?? '';
}

function* inOrder(rules: Rules, scoreOf: ScoreOf): Iterable<Scored> {
  for (let equals = bestBelow(Infinity, rules, scoreOf); equals.groups.length > 0;) {
    const { score } = equals;
    for (const { name, group } of byName(equals.groups)) yield { name, group, score };
    equals = bestBelow(score, rules, scoreOf);
  }
}

interface Equals {
  readonly score: number;
  readonly groups: readonly AssetGroup[];
}

function bestBelow(limit: number, rules: Rules, scoreOf: ScoreOf): Equals {
  let best = 0;
  let groups: AssetGroup[] = [];
  for (const group of rules.eligible) {
    if (!isAllowed(rules, group)) continue;
    const score = scoreOf(group, best) ?? -1;
    if (score >= limit || score < best) continue;
    if (score > best) [best, groups] = [score, []];
    groups.push(group);
  }
  return { score: best, groups };
}

/** Merges the ordered names of groups; what it costs up to the first name is one look at each group. */
function* byName(groups: readonly AssetGroup[]): Iterable<{ name: string; group: AssetGroup }> {
  const taken = groups.map(() => 0);
  for (;;) {
    let first: string | undefined;
    let at = 0;
    for (let index = 0; index < groups.length; index += 1) {
      const name = groups[index]?.free[taken[index] ?? 0];
      if (name === undefined || (first !== undefined && name >= first)) continue;
      [first, at] = [name, index];
    }
    const group = groups[at];
    if (first === undefined || !group) return;
    yield { name: first, group };
    taken[at] = (taken[at] ?? 0) + 1;
  }
}

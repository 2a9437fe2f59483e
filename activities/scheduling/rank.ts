import type { AssetGroup } from './asset-group.ts';
import type { FleetView } from './fleet-view.ts';
import { scores } from './scores/index.ts';
import type { Wish } from './wish.ts';

/** A free asset in its turn. */
export interface Ranked {
  readonly name: string;
  readonly group: AssetGroup;
  why(): string[];
}

/** The free assets of the groups: by score, the highest first, and by name among equals. */
export function rank(
  wish: Wish,
  view: FleetView,
  eligible: readonly AssetGroup[],
  groups: readonly AssetGroup[],
): Iterable<Ranked> {
  const judges = scores.flatMap((score) => {
    const judge = score.prepare(wish, view, eligible);
    return judge ? [{ judge, weight: score.weight }] : [];
  });
  const weights = judges.reduce((sum, { weight }) => sum + weight, 0);
  // In hundredths, and whole: sums of fractions would tell equals apart.
  const scoreOf = (group: AssetGroup) => {
    let sum = 0;
    for (const { judge, weight } of judges) sum += weight * judge.points(group);
    return Math.round((100 * sum) / weights);
  };

  const scored = groups.map(scoreOf);

  return {
    *[Symbol.iterator]() {
      for (let score = highest(scored, Infinity); score > -Infinity; score = highest(scored, score)) {
        for (const { name, group } of byName(groups.filter((_, index) => scored[index] === score))) {
          const why = () => [`score ${Math.round(score / 100)}`, ...judges.map(({ judge }) => judge.why(group))];
          yield { name, group, why };
        }
      }
    },
  };
}

/** The highest score below another one: few ask for more than the first. */
function highest(scores: readonly number[], below: number): number {
  let best = -Infinity;
  for (const score of scores) if (score < below && score > best) best = score;
  return best;
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

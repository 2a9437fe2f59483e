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
  const scoreOf = (group: AssetGroup) =>
    Math.round((100 * judges.reduce((sum, { judge, weight }) => sum + weight * judge.points(group), 0)) / weights);

  const byScore = new Map<number, AssetGroup[]>();
  for (const group of groups) {
    const score = scoreOf(group);
    const equals = byScore.get(score);
    if (equals) equals.push(group);
    else byScore.set(score, [group]);
  }
  const descending = [...byScore].sort(([a], [b]) => b - a);

  return {
    *[Symbol.iterator]() {
      for (const [score, equals] of descending) {
        for (const { name, group } of byName(equals)) {
          const why = () => [`score ${Math.round(score / 100)}`, ...judges.map(({ judge }) => judge.why(group))];
          yield { name, group, why };
        }
      }
    },
  };
}

/** Merges the ordered names of groups; what it costs up to the first name is one look at each group. */
function* byName(groups: readonly AssetGroup[]): Iterable<{ name: string; group: AssetGroup }> {
  const cursors = groups.map((group) => ({ group, at: 0 }));
  for (;;) {
    let next: (typeof cursors)[number] | undefined;
    for (const cursor of cursors) {
      const name = cursor.group.free[cursor.at];
      if (name === undefined) continue;
      const best = next?.group.free[next.at];
      if (best === undefined || name < best) next = cursor;
    }
    const name = next?.group.free[next.at];
    if (!next || name === undefined) return;
    yield { name, group: next.group };
    next.at += 1;
  }
}

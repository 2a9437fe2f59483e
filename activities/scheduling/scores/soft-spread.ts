import { skewBy } from '../spread.ts';
import type { Score } from './score.ts';

/** Full points within maxSkew, fewer for each node beyond. */
export const softSpread: Score = {
  name: 'soft-spread',
  weight: 2,
  prepare({ node }, view, eligible) {
    const constraints = (node.spec.topologySpread ?? []).filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway',
    );
    if (constraints.length === 0) return undefined;
    const namespace = node.metadata.namespace ?? '';
    const skews = constraints.map((constraint) => ({
      key: constraint.topologyKey,
      maxSkew: constraint.maxSkew,
      skewOf: skewBy(constraint, namespace, view, eligible),
    }));
    return {
      points(group) {
        let points = 0;
        for (const { maxSkew, skewOf } of skews) {
          const skew = skewOf(group);
          if (skew !== undefined) points += 100 / (1 + Math.max(0, skew - maxSkew));
        }
        return points / skews.length;
      },
      why: (group) => skews.map(({ key, skewOf }) => `skew ${skewOf(group) ?? 'unknown'} over ${key}`).join(', '),
    };
  },
};

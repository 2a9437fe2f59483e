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
        const beyond = skews.map(({ maxSkew, skewOf }) => {
          const skew = skewOf(group);
          return skew === undefined ? Infinity : Math.max(0, skew - maxSkew);
        });
        return beyond.reduce((sum, excess) => sum + 100 / (1 + excess), 0) / skews.length;
      },
      why: (group) => skews.map(({ key, skewOf }) => `skew ${skewOf(group) ?? 'unknown'} over ${key}`).join(', '),
    };
  },
};

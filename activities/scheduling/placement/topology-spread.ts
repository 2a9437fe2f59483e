import { ELIGIBILITY_EVENTS } from '../fleet-event.ts';
import { skewBy } from '../spread.ts';
import type { PlacementRule } from './rule.ts';

/** One node more in the asset's domain leaves it at most maxSkew above the emptiest domain. */
export const topologySpread: PlacementRule = {
  name: 'topology-spread',
  helpedBy: ['claim-made', 'claim-ended', 'node-labels', ...ELIGIBILITY_EVENTS],
  prepare({ node }, view, eligible) {
    const constraints = (node.spec.topologySpread ?? []).filter(
      ({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule',
    );
    if (constraints.length === 0) return undefined;
    const namespace = node.metadata.namespace ?? '';
    const skews = constraints.map((constraint) => ({
      maxSkew: constraint.maxSkew,
      skewOf: skewBy(constraint, namespace, view, eligible),
    }));
    return (group) => {
      for (const { maxSkew, skewOf } of skews) {
        if ((skewOf(group) ?? Infinity) > maxSkew) return 'would break the topology spread';
      }
      return undefined;
    };
  },
};

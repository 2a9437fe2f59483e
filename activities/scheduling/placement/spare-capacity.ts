import { RACK_LABEL } from '../../../api/groups.ts';
import type { PlacementRule } from './rule.ts';

/** The last few free assets of each rack stay free, for what breaks. A node that names its asset may take one. */
export const spareCapacity: PlacementRule = {
  name: 'spare-capacity',
  helpedBy: ['claim-ended', 'asset-labels', 'network', 'provider'],
  prepare({ node, scheduling }, view) {
    const { sparePerRack } = scheduling;
    if (sparePerRack === 0 || node.spec.assetName) return undefined;
    const useOf = view.racks();
    return ({ labels }) => {
      const free = useOf(labels[RACK_LABEL] ?? '')?.free ?? Infinity;
      return free > sparePerRack ? undefined : 'kept spare in its rack';
    };
  },
};

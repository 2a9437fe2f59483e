import { RACK_LABEL } from '../../../api/groups.ts';
import { rackUse } from '../rack-use.ts';
import type { PlacementRule } from './rule.ts';

/** The last few free assets of each rack stay free, for what breaks. A node that names its asset may take one. */
export const spareCapacity: PlacementRule = {
  name: 'spare-capacity',
  helpedBy: ['claim-ended', 'asset-labels', 'network', 'provider'],
  prepare({ node, scheduling }, view) {
    const { sparePerRack } = scheduling;
    if (sparePerRack === 0 || node.spec.assetName) return undefined;
    const racks = rackUse(view);
    return ({ labels }) => {
      const free = racks.get(labels[RACK_LABEL] ?? '')?.free ?? Infinity;
      return free > sparePerRack ? undefined : 'kept spare in its rack';
    };
  },
};

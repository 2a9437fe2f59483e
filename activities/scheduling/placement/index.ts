import { affinity } from './affinity.ts';
import { antiAffinity } from './anti-affinity.ts';
import type { PlacementRule } from './rule.ts';
import { spareCapacity } from './spare-capacity.ts';
import { topologySpread } from './topology-spread.ts';

/** Asked in this order of what the filters leave; the first that refuses gives the reason. */
export const placementRules: readonly PlacementRule[] = [affinity, antiAffinity, topologySpread, spareCapacity];

import { computeAsset } from '../../api/kinds/compute-asset.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { l2Domain } from '../../api/kinds/network.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { availabilityZone, networkZone } from '../../api/kinds/zones.ts';

/** What an inventory tells of, in the order in which it is made: others name what comes first. */
export const DISCOVERED: readonly Kind[] = [availabilityZone, networkZone, rack, networkSwitch, l2Domain, computeAsset];

import { macsOf } from '../acceptance/compute-asset.ts';
import type { AcceptanceView, AcceptedKind, AcceptedKinds } from '../acceptance/view.ts';
import { type Network, overlaps, parseNetwork } from '../addresses.ts';
import { computeAsset } from '../kinds/compute-asset.ts';
import type { Kind } from '../kinds/kind.ts';
import { l2Domain, subnet, vpc, type Subnet } from '../kinds/network.ts';
import { networkSwitch, rack } from '../kinds/rack.ts';
import { route } from '../kinds/route.ts';
import { availabilityZone, networkZone } from '../kinds/zones.ts';
import type { ResourceOf } from './client.ts';
import type { Store } from './store.ts';

/** What is known of each kind. */
export interface Stores {
  of<K extends Kind>(kind: K): { readonly store: Store<ResourceOf<K>> };
}

/** Looks into stores through indexes: an asset among 100 000 costs its own few lookups. */
export function createAcceptanceView(stores: Stores): AcceptanceView {
  const named: { readonly [K in AcceptedKind]: Pick<Store<AcceptedKinds[K]>, 'get'> } = {
    AvailabilityZone: stores.of(availabilityZone).store,
    NetworkZone: stores.of(networkZone).store,
    VPC: stores.of(vpc).store,
    Rack: stores.of(rack).store,
    Switch: stores.of(networkSwitch).store,
    Subnet: stores.of(subnet).store,
    Route: stores.of(route).store,
    L2Domain: stores.of(l2Domain).store,
    ComputeAsset: stores.of(computeAsset).store,
  };
  const assets = stores.of(computeAsset).store;
  const subnets = stores.of(subnet).store;
  const within = subnets.index((each) => placeOf(each).blocks);
  const right = subnets.index((each) => placeOf(each).blocks.slice(-1));
  return {
    find: (kind, name) => named[kind].get({ name }),
    assetsWithMac: assets.index(macsOf),
    assetsWithSystemId: assets.index((asset) => (asset.bmc?.systemId === undefined ? [] : [asset.bmc.systemId])),
    subnetsOverlapping(subject) {
      const { network, blocks } = placeOf(subject);
      const wider = blocks.slice(0, -1).flatMap(right);
      const near = blocks.slice(-1).flatMap(within);
      return [...wider, ...near].filter((other) => overlaps(placeOf(other).network, network));
    },
  };
}

interface Place {
  readonly network: Network;
  /**
   * The networks that hold the subnet, widest first, of which the length is a multiple of 8. Two networks share addresses only
   * if one holds the other: then they share the last block of the wider one. All lengths would be 65 names for a /64.
   */
  readonly blocks: readonly string[];
}

const ALIGNED = 8;
/** Of the same subnet the same is asked for every asset on it. */
const known = new WeakMap<Subnet, Place>();

function placeOf(subject: Subnet): Place {
  const found = known.get(subject) ?? placeFor(subject);
  known.set(subject, found);
  return found;
}

function placeFor({ spec }: Subnet): Place {
  const network = parseNetwork(spec.cidr);
  const { family, first, prefixLength } = network;
  const bits = family === 4 ? 32 : 128;
  const blocks = Array.from({ length: Math.floor(prefixLength / ALIGNED) + 1 }, (_, index) => {
    const shift = BigInt(bits - index * ALIGNED);
    return `${spec.vpc} ${family} ${index * ALIGNED} ${(first >> shift).toString(16)}`;
  });
  return { network, blocks };
}

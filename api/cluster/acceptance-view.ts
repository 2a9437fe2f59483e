import { macsOf } from '../acceptance/compute-asset.ts';
import type { AcceptanceView, AcceptedKind, AcceptedKinds } from '../acceptance/view.ts';
import { parseNetwork } from '../addresses.ts';
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
  const exactly = subnets.index((each) => blocks(each).slice(-1));
  const within = subnets.index(blocks);
  return {
    find: (kind, name) => named[kind].get({ name }),
    assetsWithMac: assets.index(macsOf),
    assetsWithSystemId: assets.index((asset) => (asset.bmc?.systemId === undefined ? [] : [asset.bmc.systemId])),
    subnetsOverlapping(subject) {
      const around = blocks(subject);
      return [...around.slice(0, -1).flatMap(exactly), ...around.slice(-1).flatMap(within)];
    },
  };
}

/** Of the same subnet the same is asked for every asset on it. */
const known = new WeakMap<Subnet, readonly string[]>();

/**
 * Every network that holds the subnet, widest first, itself last. Two networks share addresses only if one holds the
 * other, so these names find all overlaps without comparing every pair.
 */
function blocks(subject: Subnet): readonly string[] {
  const found = known.get(subject) ?? networksAround(subject);
  known.set(subject, found);
  return found;
}

function networksAround({ spec }: Subnet): readonly string[] {
  const { family, first, prefixLength } = parseNetwork(spec.cidr);
  const bits = family === 4 ? 32 : 128;
  return Array.from({ length: prefixLength + 1 }, (_, length) => {
    const shift = BigInt(bits - length);
    return `${spec.vpc} ${family} ${length} ${((first >> shift) << shift).toString(16)}`;
  });
}

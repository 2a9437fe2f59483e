import { macsOf, type AcceptanceView } from '../acceptance.ts';
import { parseNetwork } from '../addresses.ts';
import type { ComputeAsset } from '../kinds/compute-asset.ts';
import type { L2Domain, Subnet, VPC } from '../kinds/network.ts';
import type { Rack } from '../kinds/rack.ts';
import type { Store } from './store.ts';

export interface AcceptanceStores {
  assets: Store<ComputeAsset>;
  racks: Store<Rack>;
  l2Domains: Store<L2Domain>;
  vpcs: Store<VPC>;
  subnets: Store<Subnet>;
}

/** Looks into stores through indexes: an asset among 10 000 costs its own few lookups. */
export function createAcceptanceView({ assets, racks, l2Domains, vpcs, subnets }: AcceptanceStores): AcceptanceView {
  const exactly = subnets.index((subnet) => blocks(subnet).slice(-1));
  const within = subnets.index(blocks);
  return {
    assetsWithMac: assets.index(macsOf),
    assetsWithSystemId: assets.index((asset) => (asset.bmc?.systemId === undefined ? [] : [asset.bmc.systemId])),
    rack: (name) => racks.get({ name }),
    l2Domain: (name) => l2Domains.get({ name }),
    vpc: (name) => vpcs.get({ name }),
    subnet: (name) => subnets.get({ name }),
    subnetsOverlapping(subnet) {
      const around = blocks(subnet);
      return [...around.slice(0, -1).flatMap(exactly), ...around.slice(-1).flatMap(within)];
    },
  };
}

/**
 * Every network that holds the subnet, widest first, itself last. Two networks share addresses only if one holds the
 * other, so these names find all overlaps without comparing every pair.
 */
function blocks({ spec }: Subnet): string[] {
  const { family, first, prefixLength } = parseNetwork(spec.cidr);
  const bits = family === 4 ? 32 : 128;
  return Array.from({ length: prefixLength + 1 }, (_, length) => {
    const shift = BigInt(bits - length);
    return `${spec.vpc} ${family} ${length} ${((first >> shift) << shift).toString(16)}`;
  });
}

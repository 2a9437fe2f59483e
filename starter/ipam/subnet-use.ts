import { excludedSpans, sizeOf } from '../../api/address-space.ts';
import { parseAddress, parseNetwork } from '../../api/addresses.ts';
import { ACCEPTED_CONDITION } from '../../api/conditions.ts';
import type { IPAddress, L2Domain, Subnet } from '../../api/kinds/network.ts';

/** How full a subnet is. A resting address is one that was released and is not used again yet. */
export interface SubnetUse {
  name: string;
  vpc: string;
  cidr: string;
  family: 4 | 6;
  allocation: Subnet['spec']['allocation'];
  size: bigint;
  /** Without what is never handed out: gateway, reserved ranges, and the like. */
  usable: bigint;
  reserved: bigint;
  bound: number;
  resting: number;
  free: bigint;
  /** Of what is usable. */
  percent: number;
  /** Why nothing is taken from it, as its condition says. */
  notAccepted?: string;
}

export function usesOf(subnets: readonly Subnet[], addresses: readonly IPAddress[]): SubnetUse[] {
  const bySubnet = new Map<string, IPAddress[]>(subnets.map(({ metadata }) => [metadata.name, []]));
  for (const address of addresses) bySubnet.get(address.spec.subnet)?.push(address);
  return subnets.map((subnet) => useOf(subnet, bySubnet.get(subnet.metadata.name) ?? []));
}

function useOf({ metadata, spec, status }: Subnet, addresses: readonly IPAddress[]): SubnetUse {
  const { size, usable } = sizeOf(spec);
  const excluded = excludedSpans(spec);
  const isUsable = ({ spec: { address } }: IPAddress) => {
    const { value } = parseAddress(address);
    return !excluded.some(({ first, last }) => value >= first && value <= last);
  };
  const resting = addresses.filter(isResting).length;
  // One that was handed out before it was reserved takes nothing from what can be had.
  const taken = addresses.filter(isUsable).length;
  const verdict = status?.conditions?.find(({ type }) => type === ACCEPTED_CONDITION);
  return {
    name: metadata.name,
    vpc: spec.vpc,
    cidr: spec.cidr,
    family: parseNetwork(spec.cidr).family,
    allocation: spec.allocation,
    size,
    usable,
    reserved: size - usable,
    bound: addresses.length - resting,
    resting,
    free: usable - BigInt(taken),
    percent: usable === 0n ? 100 : Number((BigInt(taken) * 10_000n) / usable) / 100,
    ...(verdict?.status === 'False' ? { notAccepted: verdict.reason } : {}),
  };
}

export function isResting({ metadata }: IPAddress): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** In which order the subnets of an L2 domain are taken from, and which it is now. */
export interface OverflowOrder {
  l2Domain: string;
  family: 4 | 6;
  subnets: string[];
  /** The first that is accepted and has a free address; undefined when none has. */
  next?: string;
}

export function overflowOf(domains: readonly L2Domain[], uses: readonly SubnetUse[]): OverflowOrder[] {
  const byName = new Map(uses.map((use) => [use.name, use]));
  return domains.flatMap(({ metadata, spec }) =>
    ([4, 6] as const).flatMap((family): OverflowOrder[] => {
      const listed = spec.subnets.flatMap((name) => byName.get(name) ?? []).filter((use) => use.family === family);
      if (listed.length === 0) return [];
      const next = listed.find(({ free, notAccepted }) => free > 0n && notAccepted === undefined)?.name;
      return [{ l2Domain: metadata.name, family, subnets: listed.map(({ name }) => name), ...(next && { next }) }];
    }),
  );
}

import { excludedSpans, sizeOf } from '../../api/address-space.ts';
import { parseAddress, parseNetwork } from '../../api/addresses.ts';
import { ACCEPTED_CONDITION } from '../../api/conditions.ts';
import type { IPAddress, L2Domain, Subnet } from '../../api/kinds/network.ts';
import type { Route } from '../../api/kinds/route.ts';

/** How full a subnet is. A resting address is one that was released and is not used again yet. */
export interface SubnetUse {
  name: string;
  vpc: string;
  cidr: string;
  family: 4 | 6;
  allocation: Subnet['spec']['allocation'];
  size: bigint;
  /** Without what is never handed out: gateway, next hops of routes, reserved ranges, and the like. */
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

export function usesOf(
  subnets: readonly Subnet[],
  addresses: readonly IPAddress[],
  routes: readonly Route[],
): SubnetUse[] {
  const bySubnet = new Map<string, IPAddress[]>(subnets.map(({ metadata }) => [metadata.name, []]));
  for (const address of addresses) bySubnet.get(address.spec.subnet)?.push(address);
  return subnets.map((subnet) => {
    const { name } = subnet.metadata;
    const through = routes.filter((route) => route.spec.subnet === name && refusalOf(route) === undefined);
    return useOf(subnet, bySubnet.get(name) ?? [], through);
  });
}

function useOf(subnet: Subnet, addresses: readonly IPAddress[], through: readonly Route[]): SubnetUse {
  const { metadata, spec } = subnet;
  const space = { ...spec, routes: through.map((route) => route.spec) };
  const { size, usable } = sizeOf(space);
  const excluded = excludedSpans(space);
  const isUsable = ({ spec: { address } }: IPAddress) => {
    const { value } = parseAddress(address);
    return !excluded.some(({ first, last }) => value >= first && value <= last);
  };
  const resting = addresses.filter(isResting).length;
  // One that was handed out before it was reserved takes nothing from what can be had.
  const taken = addresses.filter(isUsable).length;
  const notAccepted = refusalOf(subnet);
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
    ...(notAccepted !== undefined && { notAccepted }),
  };
}

/** Why it is not used, as its condition says. */
function refusalOf({ status }: Pick<Subnet | Route, 'status'>): string | undefined {
  const verdict = status?.conditions?.find(({ type }) => type === ACCEPTED_CONDITION);
  return verdict?.status === 'False' ? verdict.reason : undefined;
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

import { ipamActivities } from '../../../activities/ipam/activities.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { ipAddressKind, l2Domain, subnet } from '../../../api/kinds/network.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aNodeIn, type ClaimedNode, type Ref } from './claimed-node.ts';

export const ipamOf = ({ cluster, fleet }: Datacenter) =>
  ipamActivities({ client: cluster, fleet, requireMemory: async () => undefined });
export const assetOf = ({ claim }: ClaimedNode) => claim.plan.inputs.asset;
export const textsOf = (addresses: { address: string }[]) => addresses.map(({ address }) => address);
/** Until what was written has come back by the watch. */
export const seen = () => new Promise(setImmediate);

export async function bound({ cluster }: Datacenter): Promise<string[]> {
  const { items } = await cluster.list(ipAddressKind);
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ spec }) => `${spec.address} ${spec.claimRef.name}`);
}

export async function nodes(place: Datacenter, count: number): Promise<Ref[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => aNodeIn(place, `n${i}`)));
}

export async function aNodeAsking(place: Datacenter, name: string, ...addresses: string[]): Promise<Ref> {
  const ref = await aNodeIn(place, name);
  await asks(place, ref, ...addresses);
  return ref;
}

export async function asks({ cluster }: Datacenter, ref: Ref, ...addresses: string[]): Promise<void> {
  const spec = { addresses: addresses.map((address) => ({ device: '1', address })) };
  await cluster.mergePatch(computeNode, ref, { spec });
  await seen();
}

export async function addSubnet({ cluster }: Datacenter, name: string, cidr: string): Promise<void> {
  await cluster.create(subnet, { metadata: { name }, spec: { vpc: 'core', cidr, domain: 'r1.fleet.example' } });
  const domain = await cluster.get(l2Domain, { name: 'r1-servers' });
  const subnets = [...(domain?.spec.subnets ?? []), name];
  await cluster.mergePatch(l2Domain, { name: 'r1-servers' }, { spec: { subnets } });
  await seen();
}

/** Leaves no IPv4 address but 10.1.1.10. */
export async function fillUp({ cluster }: Datacenter): Promise<void> {
  const reserved = ['10.1.1.1-10.1.1.9', '10.1.1.11-10.1.1.254'];
  await cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { reserved } });
  await seen();
}

/** Somebody claims the address in the very moment before we would. */
export function beatenTo({ cluster }: Datacenter, address: string, subnetName: string): void {
  cluster.before = async ({ verb, kind, name }) => {
    if (verb !== 'create' || kind !== 'IPAddress') return;
    const held = name.endsWith(address === '10.1.1.10' ? '0a01010a' : '00000002');
    if (!held) return;
    cluster.before = () => undefined;
    const claimRef = {
      kind: 'ComputeNode' as const,
      namespace: 'default',
      name: 'faster',
      uid: 'uid-faster',
      device: '1',
    };
    await cluster.create(ipAddressKind, { metadata: { name }, spec: { address, subnet: subnetName, claimRef } });
  };
}

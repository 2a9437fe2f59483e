import { startFleet } from '../../../activities/fleet/fleet.ts';
import { ipamActivities } from '../../../activities/ipam/activities.ts';
import { addressObject } from '../../../activities/ipam/address-object.ts';
import { endRest } from '../../../activities/ipam/free-at-once.ts';
import type { ClusterClient } from '../../../api/cluster/index.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import type { NodeAddress } from '../../../api/plan.ts';
import { openCluster } from '../../../hack/cluster/objects.ts';
import { eachAtOnce } from '../../../api/at-once.ts';
import { samplesOf } from '../../measure/prometheus.ts';
import { REQUESTS_METRIC, total, writesOf } from '../../measure/request-counts.ts';
import { apiserverMetrics } from '../../provision/lab.ts';
import { type Row, rowOf } from '../../report/row.ts';
import { fillSubnet, type FullSubnet } from './full-subnet.ts';
import type { Half } from '../halves.ts';

/** As many as a worker takes from its queue at once. */
const LANES = 50;
const ASKED = 1000;
const PREFIX = 16;
const MOST_CREATES = 1.3;

interface Allocator {
  allocate(node: string): Promise<NodeAddress[]>;
  synced: Promise<void>;
  stop(): void;
}

interface Round {
  seconds: number;
  creates: number;
  given: number;
  /** Addresses that two were told, or that the apiserver holds for another. */
  doubles: number;
}

/** A thousand who ask at once, from a subnet that is 99 % full: with a cache that is not filled yet, and one that is. */
export const addresses: Half = {
  name: 'addresses',
  async measure({ cluster, kubeconfig, say, abort }) {
    const full = await fillSubnet(cluster, { prefix: PREFIX, say, abort });
    say(`${full.filled} of ${full.usable} addresses are claimed; ${ASKED} more are asked for at once.`);
    const names = Array.from({ length: ASKED }, (_, i) => `node-${i}`);
    const bare = await bareCreates(cluster, full, names);

    const first = openAllocator(cluster, full);
    const cold = await round(cluster, [first], names);
    await freeAll(cluster, names);
    const warm = await round(cluster, [first], names);
    await freeAll(cluster, names);
    const rival = openCluster(kubeconfig);
    const second = openAllocator(rival, full);
    await second.synced;
    const two = await round(cluster, [first, second], names);
    first.stop();
    second.stop();
    rival.close();
    return [
      ...rowsOf('cold', cold, bare, MOST_CREATES),
      ...rowsOf('warm', warm, bare, MOST_CREATES),
      ...rowsOf('two at once', two, bare),
    ];
  },
};

function openAllocator(client: ClusterClient, { asset }: FullSubnet): Allocator {
  const fleet = startFleet(client, (error) => console.error(String(error)));
  const ipam = ipamActivities({ client, fleet, requireMemory: async () => undefined });
  return {
    allocate: (node) => ipam['ipam.allocate']({ ref: refOf(node), asset }),
    synced: fleet.synced,
    stop: fleet.stop,
  };
}

async function round(
  cluster: ClusterClient,
  allocators: readonly Allocator[],
  names: readonly string[],
): Promise<Round> {
  const before = await creates(cluster);
  const started = performance.now();
  const given = await Promise.all(
    allocators.map((allocator, n) => {
      const share = names.filter((_, i) => i % allocators.length === n);
      return eachAtOnce(share, LANES, async (name) => ({ name, addresses: await allocator.allocate(name) }));
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const held = given.flat().flatMap(({ name, addresses }) => addresses.map(({ address }) => ({ name, address })));
  return {
    seconds,
    creates: (await creates(cluster)) - before,
    given: new Set(held.map(({ address }) => address)).size,
    doubles: await countDoubles(cluster, held),
  };
}

/** Held against what the apiserver says. */
async function countDoubles(
  cluster: ClusterClient,
  held: readonly { name: string; address: string }[],
): Promise<number> {
  const { items } = await cluster.list(ipAddressKind);
  const holders = new Map(items.map(({ spec }) => [spec.address, spec.claimRef.name]));
  return held.filter(({ name, address }) => holders.get(address) !== name).length;
}

async function creates(cluster: ClusterClient): Promise<number> {
  const counts = writesOf(samplesOf(await apiserverMetrics(cluster), REQUESTS_METRIC));
  return total([...counts.values()].filter(({ verb, resource }) => verb === 'POST' && resource === 'ipaddresses'));
}

/** Objects of the same kind, at addresses that nobody else wants: as fast as it can be. Answers seconds. */
async function bareCreates(cluster: ClusterClient, { asset }: FullSubnet, names: readonly string[]): Promise<number> {
  const subnet = asset.nics[0]?.subnets[0];
  if (!subnet) throw new Error('There is no subnet.');
  const started = performance.now();
  await eachAtOnce(names, LANES, async (name) => {
    const address = `10.200.${Number(name.slice(5)) >> 8}.${Number(name.slice(5)) & 255}`;
    await cluster.create(ipAddressKind, addressObject(refOf(name), { address, subnet, device: '1' }));
  });
  const seconds = (performance.now() - started) / 1000;
  await freeAll(cluster, names);
  return seconds;
}

async function freeAll(cluster: ClusterClient, names: readonly string[]): Promise<void> {
  const uids = new Set(names.map((name) => refOf(name).uid));
  const { items } = await cluster.list(ipAddressKind);
  const ours = items.filter(({ spec }) => uids.has(spec.claimRef.uid));
  await eachAtOnce(ours, LANES, async (address) => {
    await cluster.delete(ipAddressKind, address.metadata);
    await endRest(cluster, address);
  });
}

function refOf(name: string) {
  return { namespace: 'default', name, uid: `uid-${name}` };
}

function rowsOf(name: string, { seconds, creates: made, given, doubles }: Round, bare: number, most?: number): Row[] {
  return [
    rowOf({
      name: `creates an address, ${name}`,
      value: made / given,
      unit: 'creates',
      baseline: 1,
      ...(most !== undefined && { aim: { at: 'most', limit: most } }),
    }),
    rowOf({ name: `doubles, ${name}`, value: doubles, unit: 'addresses', baseline: 0, aim: { at: 'most', limit: 0 } }),
    rowOf({ name: `addresses a second, ${name}`, value: given / seconds, unit: '1/s', baseline: given / bare }),
  ];
}

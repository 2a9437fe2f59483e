import { type ActivitiesByQueue, createActivities } from '../../../activities/index.ts';
import { type Fleet, startFleet } from '../../../activities/fleet/fleet.ts';
import { MemoryAddressAllocator } from '../../../activities/adapters/memory/address-allocator.ts';
import { MemoryCmdb } from '../../../activities/adapters/memory/cmdb.ts';
import { MemoryDns } from '../../../activities/adapters/memory/dns.ts';
import { MemoryHostRegistry } from '../../../activities/adapters/memory/host-registry.ts';
import { MemorySaltApi } from '../../../activities/adapters/memory/salt-api.ts';
import { createOpenMaster } from '../../../activities/salt/masters.ts';
import { createAssumedClaims } from '../../../activities/scheduling/assumed-claims.ts';
import { createBreakers, type Target } from '../../../activities/breaker/breakers.ts';
import type { ProviderChains } from '../../../activities/ports/provider-chains.ts';
import type { InstallSlots } from '../../../activities/ports/install-slots.ts';
import type { DisruptionBudgets } from '../../../activities/ports/disruption-budgets.ts';
import type { DeletionFuse } from '../../../activities/ports/deletion-fuse.ts';
import type { Systems } from '../../../activities/systems/systems.ts';
import type { DrainDeps } from '../../../activities/drain/activities.ts';
import { Http } from '../../../activities/http/http.ts';
import type { FuseLimits } from '../../../api/deletion-fuse.ts';
import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import { computeProvider } from '../../../api/kinds/compute-provider.ts';
import { flavor } from '../../../api/kinds/flavor.ts';
import { l2Domain, subnet, vpc } from '../../../api/kinds/network.ts';
import { osImage } from '../../../api/kinds/os-image.ts';
import { rack } from '../../../api/kinds/rack.ts';
import { availabilityZone } from '../../../api/kinds/zones.ts';
import { MemoryCluster } from '../memory-cluster.ts';
import { Machines } from './machines.ts';

const SECRET = { namespace: 'bedplate-system', name: 'secret' };

export interface DatacenterOptions {
  assets?: number;
  installAttempts?: number;
  /** Go-style, whole seconds. */
  timeouts?: { install?: string; wipe?: string };
  deletionFuse?: Partial<FuseLimits>;
  maxConcurrentInstalls?: number;
  ipam?: 'cluster' | 'nautobot';
}

/** One rack of machines, and everything around them, in memory. Assets are r1-a01, r1-a02 … */
export interface Datacenter {
  readonly cluster: MemoryCluster;
  readonly fleet: Fleet;
  readonly machines: Machines;
  readonly hosts: MemoryHostRegistry;
  readonly cmdb: MemoryCmdb;
  readonly addressPool: MemoryAddressAllocator;
  readonly dns: MemoryDns;
  /** Of every SaltMaster. */
  readonly salt: MemorySaltApi;
  readonly systems: Systems;
  readonly fuseLimits: FuseLimits;
  readonly drain: DrainDeps['drain'];
  /** What was changed outside, in order, a line each; the cluster's objects apart. */
  outsideWrites(): string[];
  /** The same with the cluster's objects, statuses apart. */
  writes(): string[];
  stop(): void;
}

export async function buildDatacenter(options: DatacenterOptions = {}): Promise<Datacenter> {
  const cluster = new MemoryCluster();
  const hosts = new MemoryHostRegistry();
  const cmdb = new MemoryCmdb();
  const addressPool = new MemoryAddressAllocator();
  const dns = new MemoryDns(['r1.fleet.example.', '10.in-addr.arpa.', '8.b.d.0.1.0.0.2.ip6.arpa.']);
  const salt = new MemorySaltApi();
  const machines = new Machines(hosts);
  await applyInventory(cluster, options);
  for (let unit = 1; unit <= (options.assets ?? 1); unit += 1) await addAsset(cluster, machines, unit);
  const fleet = startFleet(cluster, () => undefined);
  await fleet.synced;

  const journal: { line: string; outside: boolean }[] = [];
  for (const { log } of [hosts, cmdb, addressPool, dns, machines, salt])
    record(log.changes, (line) => journal.push({ line, outside: true }));
  record(cluster.writes, (line) => journal.push({ line, outside: false }));
  return {
    cluster,
    fleet,
    machines,
    hosts,
    cmdb,
    addressPool,
    dns,
    salt,
    drain: { commands: ['/bin/true', '/bin/false', '/bin/sleep'], http: new Http() },
    fuseLimits: { window: '1h', nodes: 20, percent: 50, always: 10, ...options.deletionFuse },
    systems: {
      hosts: async () => hosts,
      cmdb: async () => cmdb,
      addressPool: async () => addressPool,
      dns: async () => dns,
      bmc: (target) => machines.open(target),
      bmcSystems: (target) => machines.systems(target),
      probe: { tcpOpen: async () => ({ open: true }) },
    },
    outsideWrites: () => journal.filter(({ outside }) => outside).map(({ line }) => line),
    writes: () => journal.map(({ line }) => line),
    stop: () => fleet.stop(),
  };
}

/** What Temporal keeps, and the activities ask. */
export interface Kept {
  fuse: DeletionFuse;
  slots: InstallSlots;
  budgets: DisruptionBudgets;
  chains: ProviderChains;
}

/** The real activities, at work in this datacenter. */
export function activitiesOf(datacenter: Datacenter, { fuse, slots, budgets, chains }: Kept): ActivitiesByQueue {
  const { cluster, fleet, machines, salt, fuseLimits, drain } = datacenter;
  const systems = guardedSystems(datacenter, chains);
  const { kickstartUrl } = machines;
  return createActivities({
    client: cluster,
    fleet,
    systems,
    chains,
    fuse,
    fuseLimits,
    slots,
    budgets,
    kickstartUrl,
    requireMemory: async () => undefined,
    assumed: createAssumedClaims(fleet.view),
    waiting: { enter: () => undefined, leave: () => undefined },
    requireSeat: () => undefined,
    drain,
    patience: { askAfterMs: 200, silentMs: 1_500 },
    firstPollMs: 0,
    salt: createOpenMaster(cluster, async () => salt),
    gatherMs: 5,
    pollMs: 5,
  });
}

/** The systems behind breakers, as a worker has them. */
function guardedSystems({ cluster, fleet, systems }: Datacenter, chains: ProviderChains): Systems {
  const breakers = createBreakers({ fleet, tell: (ref, trouble) => void chains.tell(ref, trouble) });
  const guard = <Port extends object>(port: Port, target: Target) => {
    const version = cluster.secrets.get(`${SECRET.namespace}/${SECRET.name}`) ?? '';
    return breakers.guard(port, target, version, version);
  };
  return {
    ...systems,
    hosts: async (named) => guard(await systems.hosts(named), { ...named, system: 'foreman' }),
    cmdb: async (named) => guard(await systems.cmdb(named), { ...named, system: 'cmdb' }),
    addressPool: async (named) => guard(await systems.addressPool(named), { ...named, system: 'cmdb' }),
    dns: async (named) => guard(await systems.dns(named), { ...named, system: 'dns' }),
  };
}

function record(lines: string[], write: (line: string) => void): void {
  const push = lines.push.bind(lines);
  lines.push = (...added) => {
    for (const line of added) write(line);
    return push(...added);
  };
}

async function applyInventory(
  cluster: MemoryCluster,
  { installAttempts = 2, timeouts, maxConcurrentInstalls = 50, ipam = 'cluster' }: DatacenterOptions,
): Promise<void> {
  await cluster.create(vpc, { metadata: { name: 'core' }, spec: { cidrs: ['10.0.0.0/8', '2001:db8::/32'] } });
  await cluster.create(availabilityZone, { metadata: { name: 'az1' }, spec: {} });
  await cluster.create(rack, { metadata: { name: 'r1' }, spec: { availabilityZone: 'az1' } });
  const network = { vpc: 'core', domain: 'r1.fleet.example' };
  await cluster.create(subnet, {
    metadata: { name: 'r1-v4' },
    spec: { ...network, cidr: '10.1.1.0/24', gateway: '10.1.1.1', reserved: ['10.1.1.1-10.1.1.9'] },
  });
  await cluster.create(subnet, {
    metadata: { name: 'r1-v6' },
    spec: { ...network, cidr: '2001:db8:1:1::/64', gateway: '2001:db8:1:1::1' },
  });
  await cluster.create(l2Domain, { metadata: { name: 'r1-servers' }, spec: { subnets: ['r1-v4', 'r1-v6'] } });
  await cluster.create(osImage, {
    metadata: { name: 'rhel9' },
    spec: { family: 'RedHat', version: '9', source: { url: 'http://mirror.example/rhel9/BaseOS' } },
  });
  await cluster.create(flavor, {
    metadata: { name: 'bm-standard' },
    spec: {
      requirements: { cpuCores: 16 },
      partitions: {
        disks: [{ select: {}, as: 'root' }],
        mounts: [
          { path: '/boot/efi', sizeMiB: 600, fsType: 'efi', on: 'root' },
          { path: '/boot', sizeMiB: 1024, fsType: 'xfs', on: 'root' },
          { path: '/', sizeMiB: 51_200, grow: true, fsType: 'xfs', on: 'root' },
        ],
      },
    },
  });
  await cluster.create(computeProvider, {
    metadata: { name: 'native' },
    spec: {
      type: 'native',
      native: {
        foreman: {
          url: 'http://foreman.example',
          credentialsSecretRef: SECRET,
          organization: 'Fleet',
          location: 'az1',
        },
        cmdb: { type: 'nautobot', url: 'http://cmdb.example', credentialsSecretRef: SECRET },
        ipam: { type: ipam },
        dns: { type: 'powerdns', url: 'http://dns.example', credentialsSecretRef: SECRET },
        timeouts: { install: timeouts?.install ?? '60s', powerOff: '2s', wipe: timeouts?.wipe ?? '60s' },
        installAttempts,
        maxConcurrentInstalls,
      },
    },
  });
}

async function addAsset(cluster: MemoryCluster, machines: Machines, unit: number): Promise<void> {
  const two = String(unit).padStart(2, '0');
  const name = `r1-a${two}`;
  const macAddress = `52:54:00:01:01:${two}`;
  const address = `redfish+https://10.2.1.${unit}/redfish/v1/Systems/1`;
  machines.add(name, address, { systemId: `system-${two}`, serialNumber: `BP${two}`, macs: [macAddress] });
  await cluster.create(computeAsset, {
    metadata: { name },
    availabilityZone: { name: 'az1' },
    manufacturer: 'Example',
    model: 'M1',
    serialNumber: `BP${two}`,
    rack: { name: 'r1', unit },
    devices: [
      { function: 'network', index: 1, l2Domain: { name: 'r1-servers', macAddress } },
      { function: 'disk', index: 0, disk: { name: 'sda', sizeGiB: 480 } },
    ],
    cpu: { cores: 32 },
    memory: { sizeGiB: 192 },
    bmc: { address, systemId: `system-${two}` },
  });
}

import type { Finding } from './finding.ts';
import type { Life } from './life.ts';
import type { JournalEntry, Outside } from './outside.ts';

/** What was to happen since a moment, and how the world was at that moment. */
export interface Story {
  before: Pick<Outside, 'devices'>;
  /** Nodes that became Ready since. */
  provisioned: readonly Life[];
  /** Nodes that were Ready, and have been deleted and wiped since. */
  deleted: readonly Life[];
}

/**
 * Holds every change outside against what the story needs: each done exactly so often, and none besides. What hosts or
 * devices share, such as an operating system in Foreman, is made or changed once at most, whoever needs it first.
 */
export function checkOnce(journal: readonly JournalEntry[], story: Story): Finding {
  const wanted = new Map<string, number>();
  for (const [what, times] of [
    ...story.provisioned.flatMap((life) => provisioning(life, story.before)),
    ...story.deleted.flatMap(deletion),
  ]) {
    wanted.set(what, (wanted.get(what) ?? 0) + times);
  }
  const seen = new Map<string, number>();
  for (const what of journal.flatMap(changesOf)) seen.set(what, (seen.get(what) ?? 0) + 1);

  const ofNodes = new Set([...wanted.keys(), ...[...seen.keys()].filter((what) => !isShared(what))]);
  const shared = [...seen.keys()].filter(isShared);
  const times = (what: string) => seen.get(what) ?? 0;
  return {
    compared: { 'changes of nodes': ofNodes.size, 'changes of what is shared': shared.length },
    violations: [
      ...[...ofNodes]
        .filter((what) => times(what) !== (wanted.get(what) ?? 0))
        .map((what) => `${what}: ${times(what)} times, not ${wanted.get(what) ?? 0}`),
      ...shared.filter((what) => times(what) > 1).map((what) => `${what}: ${times(what)} times, not once at most`),
    ],
  };
}

type Wanted = [what: string, times: number];

/**
 * Two things are changed twice, on purpose. A host enters build mode before its machine boots and leaves it when the
 * installer is through, told by the installer itself or, when that call was lost, by us. A device is described first and
 * made Active last, when its addresses are there: an Active device is a complete one.
 */
function provisioning(life: Life, before: Story['before']): Wanted[] {
  const { fqdn, machine, asset } = life;
  const known = new Set(before.devices.find(({ name }) => name === asset)?.interfaces.map((nic) => nic.name));
  return [
    [`host ${fqdn} created`, 1],
    [`host ${fqdn} changed`, 2],
    [`machine ${machine} boot order`, 1],
    [`machine ${machine} powered-on`, 1],
    [`machine ${machine} install-started`, 1],
    [`machine ${machine} installed`, 1],
    [`machine ${machine} booted`, 1],
    [`device ${asset} written`, 2],
    // Interfaces stay with a device that goes back to the inventory.
    ...life.interfaces
      .filter((nic) => !known.has(nic.slice(asset.length + 1)))
      .map((nic): Wanted => [`interface ${nic} written`, 1]),
    ...life.addresses.map((address): Wanted => [`address ${address} written`, 1]),
    ...life.joins.map((join): Wanted => [`join ${join} written`, 1]),
    ...life.records.map((record): Wanted => [`record ${record} written`, 1]),
  ];
}

/**
 * The machine goes off twice: from its system, and from the eraser. The host is told of the eraser and put into build mode
 * before it goes. The device loses its primary addresses first, and its owner last, so that a broken-off call is found again.
 */
function deletion(life: Life): Wanted[] {
  const { fqdn, machine, asset } = life;
  return [
    [`machine ${machine} powered-off`, 2],
    [`host ${fqdn} changed`, 2],
    [`machine ${machine} boot order`, 1],
    [`machine ${machine} powered-on`, 1],
    [`machine ${machine} wiped`, 1],
    [`host ${fqdn} deleted`, 1],
    [`device ${asset} written`, 2],
    ...life.joins.map((join): Wanted => [`join ${join} deleted`, 1]),
    ...life.addresses.map((address): Wanted => [`address ${address} deleted`, 1]),
    ...life.records.map((record): Wanted => [`record ${record} written`, 1]),
  ];
}

const SHARED = 'shared ';

function isShared(what: string): boolean {
  return what.startsWith(SHARED);
}

/** What an entry changed. An order to switch the power is none: that the power went on or off is one. */
function changesOf({ system, method, path, key, changed }: JournalEntry): string[] {
  if (!changed) return [];
  switch (system) {
    case 'foreman':
      return [foremanChange(method, path, key)];
    case 'nautobot':
      return [cmdbChange(method, path, key)];
    case 'powerdns':
      // The zone's own name stands before the names of its record sets.
      return key
        .split(' ')
        .slice(1)
        .map((record) => `record ${record} written`);
    case 'redfish':
      return method === 'PATCH' ? [`machine ${key} boot order`] : [];
    case 'machine':
      return [`machine ${key} ${path.slice(path.lastIndexOf('/') + 1)}`];
    default:
      return [];
  }
}

function foremanChange(method: string, path: string, key: string): string {
  const isHost = /^\/api\/hosts(\/|$)/.test(path) || path === '/unattended/built';
  if (!isHost) return `${SHARED}${method} ${path} ${key}`;
  if (method === 'DELETE') return `host ${key} deleted`;
  return path === '/api/hosts' ? `host ${key} created` : `host ${key} changed`;
}

const CMDB_RECORDS: Readonly<Record<string, string>> = {
  '/api/dcim/devices/': 'device',
  '/api/dcim/interfaces/': 'interface',
  '/api/ipam/ip-addresses/': 'address',
  '/api/ipam/ip-address-to-interface/': 'join',
};

function cmdbChange(method: string, path: string, key: string): string {
  const collection = Object.keys(CMDB_RECORDS).find((prefix) => path.startsWith(prefix)) ?? '';
  const kind = CMDB_RECORDS[collection];
  if (kind === undefined) return `${SHARED}${method} ${path} ${key}`;
  return `${kind} ${key} ${method === 'DELETE' ? 'deleted' : 'written'}`;
}

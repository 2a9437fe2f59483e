import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { IPAddress } from '../../api/kinds/network.ts';
import { parseOwner } from '../../api/owner.ts';
import type { Machine, Outside } from './outside.ts';
import { pointerName } from './pointer-name.ts';

/** Something that exists, in one system's own words, for the sake of a node. */
export interface Thing {
  kind: string;
  name: string;
  /** Of the node that it says it is there for; undefined when it says nothing. */
  uid: string | undefined;
  /** The asset that it takes up. */
  asset?: string;
  /** The addresses that it takes up, each by its reverse name: one spelling for all. */
  addresses: string[];
  /** What stays on purpose when its node has gone, such as an address that rests. */
  mayOutlive: boolean;
}

export interface Held {
  claims: readonly AssetClaim[];
  addresses: readonly IPAddress[];
}

/** Everything that exists for nodes: in the apiserver, in Foreman, in the CMDB, in DNS, and on the machines themselves. */
export function thingsOf({ claims, addresses }: Held, outside: Outside): Thing[] {
  const assetOf = new Map(outside.machines.flatMap(({ macs, name }) => macs.map((mac) => [mac.toLowerCase(), name])));
  return [
    ...claims.map(({ metadata, spec }) => ({
      kind: 'AssetClaim',
      name: metadata.name,
      uid: spec.nodeRef.uid,
      asset: metadata.name,
      addresses: [],
      mayOutlive: isHeldBack(spec.hold),
    })),
    ...addresses.map(({ metadata, spec }) => ({
      kind: 'IPAddress',
      name: spec.address,
      uid: spec.claimRef.uid,
      addresses: pointers([spec.address]),
      mayOutlive: metadata.deletionTimestamp !== undefined,
    })),
    ...outside.hosts.map(({ name, mac, ip, ip6, parameters }) => ({
      kind: 'Foreman host',
      name,
      uid: ownerOf(parameters.bedplate_owner),
      asset: assetOf.get((mac ?? '').toLowerCase()),
      addresses: pointers([ip, ip6]),
      mayOutlive: false,
    })),
    ...outside.devices.flatMap(({ name, status, custom_fields: fields }) => {
      const uid = ownerOf(fields.bedplate_owner);
      if (status === 'Inventory' && uid === undefined) return [];
      return { kind: 'CMDB device', name, uid, asset: name, addresses: [], mayOutlive: false };
    }),
    ...outside.addresses.map(({ address, custom_fields: fields }) => ({
      kind: 'CMDB address',
      name: address,
      uid: ownerOf(fields.bedplate_owner),
      addresses: pointers([address]),
      mayOutlive: false,
    })),
    ...outside.rrsets.map(({ name, type, records, comments }) => ({
      kind: 'DNS record',
      name: `${name} ${type}`,
      uid: comments.map(({ content }) => ownerOf(content)).find((uid) => uid !== undefined),
      addresses: namedBy({ name, type, records }),
      mayOutlive: false,
    })),
    ...outside.machines.flatMap((machine) => metalInUse(machine, claims)),
  ];
}

function namedBy({ name, type, records }: Pick<Outside['rrsets'][number], 'name' | 'type' | 'records'>): string[] {
  if (type === 'PTR') return [name.toLowerCase()];
  return type === 'A' || type === 'AAAA' ? pointers(records.map(({ content }) => content)) : [];
}

/** A machine bears no mark: who may use it is what the claim on its asset says. */
function metalInUse({ name, power, disks, installed }: Machine, claims: readonly AssetClaim[]): Thing[] {
  const contents = [...new Set(Object.values(disks))].filter((content) => content !== 'blank' && content !== 'wiped');
  if (power === 'Off' && contents.length === 0) return [];
  const claim = claims.find(({ metadata }) => metadata.name === name);
  const state = `${power}, disks ${contents.join(' and ') || 'empty'}`;
  return [
    {
      kind: 'machine',
      name: `${name} (${state})`,
      uid: claim?.spec.nodeRef.uid,
      asset: name,
      addresses: power === 'Off' ? [] : pointers(installed?.addresses ?? []),
      mayOutlive: isHeldBack(claim?.spec.hold),
    },
  ];
}

/** Kept out of the pool until a person has seen to it. */
function isHeldBack(hold: AssetClaim['spec']['hold']): boolean {
  return hold !== undefined && hold.phase !== 'Cleaning';
}

function ownerOf(mark: unknown): string | undefined {
  return typeof mark === 'string' ? parseOwner(mark)?.uid : undefined;
}

function pointers(addresses: readonly (string | null)[]): string[] {
  return addresses.flatMap((address) => (address ? [pointerName(address.replace(/\/.*/, ''))] : []));
}

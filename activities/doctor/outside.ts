import { recordSets } from '../dns/record-sets.ts';
import type { MarkedRecord } from '../ports/cmdb.ts';
import type { OwnedRecordSet } from '../ports/dns.ts';
import type { Host } from '../ports/host-registry.ts';
import { type Ailing, type Marked, missing, type SettledNode, settledNodes, type Span, strays } from './compare.ts';
import type { Live } from './live.ts';

/* What each system should have, against what it has. Pure: each takes one system's list and what lived around it. */

/** Settled nodes whose plan names the system at this address. */
function servedBy(span: Span, system: 'foreman' | 'cmdb' | 'dns', url: string): SettledNode[] {
  return settledNodes(span).filter(({ claim }) => claim.inputs?.systems[system].url === url);
}

export function compareHosts(hosts: readonly Host[], span: Span, url: string): Ailing[] {
  const marked = hosts.flatMap(({ fqdn, owner }) => (owner ? [{ object: `host ${fqdn}`, owner, fqdn }] : []));
  const present = new Set(marked.map(({ fqdn, owner }) => `${owner.uid} ${fqdn}`));
  const lost = servedBy(span, 'foreman', url)
    .map((node) => ({ node, fqdn: node.claim.inputs?.fqdn ?? '' }))
    .filter(({ node, fqdn }) => !present.has(`${node.uid} ${fqdn}`));
  return [
    ...strays(marked, span, ({ object }) => `delete ${object} in Foreman if its machine is not in use`),
    ...lost.map(({ node, fqdn }) => missing(node, `host ${fqdn}`)),
  ];
}

export function compareRecords(records: readonly MarkedRecord[], span: Span, url: string): Ailing[] {
  const marked: Marked[] = records.map(({ kind, name, owner }) => ({
    object: `${kind} ${name}`,
    owner,
    ...(kind === 'device' ? { asset: name } : {}),
  }));
  const present = new Set(marked.map(({ object, owner }) => `${owner.uid} ${object}`));
  const lost = servedBy(span, 'cmdb', url).flatMap((node) => {
    const addresses = publishedAddresses(span.after, node).map((address) => `address ${address}`);
    return [`device ${node.claim.asset}`, ...addresses]
      .filter((object) => !present.has(`${node.uid} ${object}`))
      .map((object) => missing(node, object));
  });
  return [...strays(marked, span, adviseRecord), ...lost];
}

function adviseRecord({ object, asset }: Marked): string {
  if (asset === undefined) return `delete ${object} in the CMDB if nobody uses it`;
  return `set ${object} to status Inventory in the CMDB and clear its bedplate_owner, if its machine is not in use`;
}

export function compareRecordSets(sets: readonly OwnedRecordSet[], span: Span, url: string): Ailing[] {
  const marked = sets.flatMap((set) => (set.owner ? [{ object: nameOf(set), owner: set.owner }] : []));
  const present = new Set(marked.map(({ object, owner }) => `${owner.uid} ${object}`));
  const lost = servedBy(span, 'dns', url).flatMap((node) => {
    const wanted = recordSets(node.claim.inputs?.fqdn ?? '', publishedAddresses(span.after, node), 0);
    return wanted
      .map(nameOf)
      .filter((object) => !present.has(`${node.uid} ${object}`))
      .map((object) => missing(node, object));
  });
  return [...strays(marked, span, ({ object }) => `delete ${object} in the DNS if nobody uses the name`), ...lost];
}

function nameOf({ name, type }: Pick<OwnedRecordSet, 'name' | 'type'>): string {
  return `${type} ${name}`;
}

/** As they are published: of the first device that carries any. */
function publishedAddresses(live: Live, { uid, claim }: SettledNode): string[] {
  const held = live.addresses.filter(({ node, resting }) => node.uid === uid && !resting);
  const device = claim.inputs?.asset.nics.find((nic) => held.some((address) => address.device === nic.device))?.device;
  return held.filter((address) => address.device === device).map(({ address }) => address);
}

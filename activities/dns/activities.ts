import { reverseName } from '../../api/addresses.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlannedSystems } from '../../api/plan.ts';
import { heldBy } from '../fleet/fleet.ts';
import type { DnsRecordSet } from '../ports/dns.ts';
import type { Systems } from '../systems/systems.ts';

interface Publish {
  owner: Owner;
  dns: PlannedSystems['dns'];
  fqdn: string;
  addresses: string[];
}

interface Withdraw {
  ref: { uid: string };
  owner: Owner;
  dns: PlannedSystems['dns'];
  fqdn: string;
}

export function dnsActivities({ systems, client }: { systems: Pick<Systems, 'dns'>; client: ClusterClient }) {
  return {
    async 'dns.publish'({ owner, dns, fqdn, addresses }: Publish): Promise<void> {
      const port = await systems.dns(dns);
      await port.publish(owner, recordSets(fqdn, addresses, dns.ttl));
    },

    /** Everything that may be of the node: under its name, and under the reverse name of every address it holds. */
    async 'dns.withdraw'({ ref, owner, dns, fqdn }: Withdraw): Promise<number> {
      const { items } = await client.list(ipAddressKind, heldBy(ref.uid));
      const port = await systems.dns(dns);
      const reverse = items.map(({ spec }) => ({ name: reverseName(spec.address), type: 'PTR' as const }));
      const name = `${fqdn}.`;
      return port.withdraw(owner, [{ name, type: 'A' }, { name, type: 'AAAA' }, ...reverse]);
    },
  };
}

/** A or AAAA under the name, and a PTR for each address. */
export function recordSets(fqdn: string, addresses: readonly string[], ttl: number): DnsRecordSet[] {
  const name = `${fqdn}.`;
  const of = (type: 'A' | 'AAAA', contents: string[]): DnsRecordSet[] =>
    contents.length > 0 ? [{ name, type, ttl, contents }] : [];
  return [
    ...of(
      'A',
      addresses.filter((address) => !address.includes(':')),
    ),
    ...of(
      'AAAA',
      addresses.filter((address) => address.includes(':')),
    ),
    ...addresses.map((address) => ({ name: reverseName(address), type: 'PTR' as const, ttl, contents: [name] })),
  ];
}

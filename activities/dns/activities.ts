import { reverseName } from '../../api/addresses.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlannedSystems } from '../../api/plan.ts';
import { heldBy } from '../fleet/fleet.ts';
import type { DnsRecordSet } from '../ports/dns.ts';
import type { Systems } from '../systems/systems.ts';
import { recordSets } from './record-sets.ts';

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
    /** With the Secret as it is now. */
    async 'dns.ping'({ dns }: { dns: PlannedSystems['dns'] }): Promise<void> {
      await (await systems.dns(dns, 'fresh')).ping();
    },

    async 'dns.publish'({ owner, dns, fqdn, addresses }: Publish): Promise<void> {
      const port = await systems.dns(dns);
      await port.publish(owner, recordSets(fqdn, addresses, dns.ttl));
    },

    async 'dns.withdraw'({ ref, owner, dns, fqdn }: Withdraw): Promise<number> {
      const port = await systems.dns(dns);
      return port.withdraw(owner, await everythingOf(ref, fqdn));
    },

    /** Marks records that are there, and say just this, as the owner's. */
    async 'dns.adopt'({ owner, dns, fqdn, addresses }: Publish): Promise<void> {
      const port = await systems.dns(dns);
      const records = recordSets(fqdn, addresses, dns.ttl);
      await port.adopt(
        owner,
        records.map(({ name, type, contents }) => ({ name, type, contents })),
      );
    },

    /** Takes the owner's marks off, and leaves the records as they are. */
    async 'dns.disown'({ ref, owner, dns, fqdn }: Withdraw): Promise<void> {
      const port = await systems.dns(dns);
      await port.disown(owner, await everythingOf(ref, fqdn));
    },
  };

  /** What may be of the node: under its name, and under the reverse name of every address it holds. */
  async function everythingOf({ uid }: { uid: string }, fqdn: string): Promise<Pick<DnsRecordSet, 'name' | 'type'>[]> {
    const { items } = await client.list(ipAddressKind, heldBy(uid));
    const reverse = items.map(({ spec }) => ({ name: reverseName(spec.address), type: 'PTR' as const }));
    const name = `${fqdn}.`;
    return [{ name, type: 'A' }, { name, type: 'AAAA' }, ...reverse];
  }
}

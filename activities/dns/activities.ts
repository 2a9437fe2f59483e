import { reverseName } from '../../api/addresses.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlannedSystems } from '../../api/plan.ts';
import { heldBy } from '../fleet/fleet.ts';
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

import { ApplicationFailure } from '@temporalio/common';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import type { ObjectMeta } from '../../api/kinds/kind.ts';
import type { PlannedSystems, SecretRef } from '../../api/plan.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { ProviderChains } from '../ports/provider-chains.ts';

export type ObservedProvider =
  | { found: false }
  | {
      found: true;
      generation: number;
      /** That its status shows. */
      revision: number;
      systems: Pick<PlannedSystems, 'foreman' | 'cmdb' | 'dns'>;
      /** Versions of the systems' Secrets as they are now; empty for one that is missing. */
      secrets: { foreman: string; cmdb: string; dns: string };
    };

export interface KnownSecret {
  ref: SecretRef;
  version: string;
}

export interface ProviderDeps {
  client: Pick<ClusterClient, 'get' | 'getSecret'>;
  fleet: Pick<Fleet, 'providers'>;
  chains: ProviderChains;
}

export function providerActivities({ client, fleet, chains }: ProviderDeps) {
  async function versionOf(ref: SecretRef): Promise<string> {
    return (await client.getSecret(ref))?.version ?? '';
  }

  return {
    /** The provider as the apiserver shows it now. "found" means: of this very uid. */
    async 'provider.read'({ ref }: { ref: { name: string; uid: string } }): Promise<ObservedProvider> {
      const provider = await client.get(computeProvider, { name: ref.name });
      const native = provider?.spec.native;
      if (!native || provider.metadata.uid !== ref.uid) return { found: false };
      const { foreman, cmdb, dns } = native;
      const [ofForeman, ofCmdb, ofDns] = await Promise.all(
        [foreman, cmdb, dns].map(({ credentialsSecretRef }) => versionOf(credentialsSecretRef)),
      );
      return {
        found: true,
        generation: provider.metadata.generation ?? 0,
        revision: provider.status?.revision ?? 0,
        systems: { foreman, cmdb, dns },
        secrets: { foreman: ofForeman ?? '', cmdb: ofCmdb ?? '', dns: ofDns ?? '' },
      };
    },

    /** Has the chains of these providers look at once; one that is not there has nobody to ask. */
    async 'provider.probe'({ names, by, why }: { names: readonly string[]; by: string; why: string }): Promise<void> {
      const wanted = fleet.providers().filter(({ metadata }) => names.includes(metadata.name));
      await Promise.all(wanted.map(({ metadata }) => chains.probe(refOf(metadata), { by, why })));
    },

    /** Fails, to be tried again, until one of the Secrets is another than the known one. */
    async 'provider.awaitSecretChange'({ secrets }: { secrets: readonly KnownSecret[] }): Promise<void> {
      for (const { ref, version } of secrets) if ((await versionOf(ref)) !== version) return;
      const names = secrets.map(({ ref }) => `${ref.namespace}/${ref.name}`).join(', ');
      throw ApplicationFailure.create({
        message: `nobody changed ${names} yet`,
        type: 'Unavailable',
        category: 'BENIGN',
      });
    },
  };
}

function refOf({ name, uid = '' }: ObjectMeta): { name: string; uid: string } {
  return { name, uid };
}

import type { ClusterClient } from '../../api/cluster/index.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { Failure } from '../failure.ts';
import type { OpenSalt, SaltApi } from '../ports/salt-api.ts';

/** A SaltMaster by its name. */
export interface MasterKey {
  namespace: string;
  name: string;
}

/** Opens the salt-api of a SaltMaster. */
export type OpenMaster = (master: MasterKey) => Promise<SaltApi>;

export function createOpenMaster(client: Pick<ClusterClient, 'get'>, openSalt: OpenSalt): OpenMaster {
  return async ({ namespace, name }) => {
    const master = await client.get(saltMaster, { namespace, name });
    if (!master) {
      throw new Failure('NotFound', `There is no SaltMaster ${namespace}/${name}: create it`, {
        waitsFor: [{ kind: 'SaltMaster', name: `${namespace}/${name}` }],
      });
    }
    const { url, eauth, credentialsSecretRef } = master.spec.api;
    return openSalt({ url, eauth, credentialsSecretRef: { namespace, name: credentialsSecretRef.name } });
  };
}

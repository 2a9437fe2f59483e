import type { ClusterClient } from '../api/cluster/index.ts';
import { Failure } from './failure.ts';

/** Reads single values of a namespace's Secrets; `who` needs them, as a person would say. */
export function secretValues(client: Pick<ClusterClient, 'getSecret'>, namespace: string, who: string) {
  return async (name: string, key: string): Promise<string> => {
    const secret = await client.getSecret({ namespace, name });
    const value = secret?.values[key];
    if (value) return value;
    const what = secret ? `Secret ${namespace}/${name} has no key "${key}"` : `There is no Secret ${namespace}/${name}`;
    throw new Failure('NotFound', `${what}, which ${who} needs`, {
      waitsFor: [{ kind: 'Secret', name: `${namespace}/${name}` }],
    });
  };
}

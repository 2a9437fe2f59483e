import type { ClusterClient } from '../../../api/cluster/index.ts';
import { saltMaster, type SaltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion } from '../../../api/kinds/salt-minion.ts';
import { addressOf } from '../../../api/salt/master.ts';
import { Failure } from '../../failure.ts';
import type { GitLogin, MasterPart, SaltWish } from './parts.ts';

export type WishReader = Pick<ClusterClient, 'get' | 'list' | 'getSecret'>;

/**
 * What a node's machine becomes of Salt, by the objects of now: a minion where there is a SaltMinion of its name, a master
 * where a SaltMaster names it. Throws NotFound for what they name and is not there.
 */
export async function findSaltWish(
  client: WishReader,
  { namespace, name }: { namespace: string; name: string },
): Promise<SaltWish> {
  const minion = await client.get(saltMinion, { namespace, name });
  const isOurs = minion?.spec.computeNode === name && minion.metadata.deletionTimestamp === undefined;
  const its = minion && isOurs ? await masterOf(client, namespace, name, minion.spec.master) : undefined;
  const { items } = await client.list(saltMaster, { namespace });
  const here = items.find(({ spec }) => spec.computeNode === name);
  const packagesUrl = (here ?? its)?.spec.packagesUrl;
  return {
    ...(minion && its && { minion: { id: name, master: addressOf(its), roles: minion.spec.roles } }),
    ...(here && { master: await masterPart(client, here) }),
    ...(packagesUrl !== undefined && { packagesUrl }),
  };
}

async function masterOf(client: WishReader, namespace: string, node: string, name: string): Promise<SaltMaster> {
  const master = await client.get(saltMaster, { namespace, name });
  if (master) return master;
  const message = `SaltMinion ${namespace}/${node} names SaltMaster ${name}, which does not exist: create it, or delete the SaltMinion`;
  throw new Failure('NotFound', message, { waitsFor: [{ kind: 'SaltMaster', name }] });
}

async function masterPart(client: WishReader, { metadata, spec }: SaltMaster): Promise<MasterPart> {
  const { namespace = '', name } = metadata;
  const { api, repo } = spec;
  const read = async (secret: string, ...keys: string[]) => {
    const found = (await client.getSecret({ namespace, name: secret }))?.values;
    const missing = keys.find((key) => !found?.[key]);
    if (found && missing === undefined) return found;
    const what = found ? `has no key "${missing}"` : 'does not exist';
    const message = `Secret ${namespace}/${secret}, which SaltMaster ${namespace}/${name} names, ${what}: create it`;
    throw new Failure('NotFound', message, { waitsFor: [{ kind: 'Secret', name: `${namespace}/${secret}` }] });
  };
  const { username = '', password = '' } = await read(api.credentialsSecretRef.name, 'username', 'password');
  const tls = api.tlsSecretRef && (await read(api.tlsSecretRef.name, 'tls.crt', 'tls.key'));
  const git = repo.credentialsSecretRef && (await read(repo.credentialsSecretRef.name));
  return {
    apiUrl: api.url,
    login: { username, password },
    ...(tls && { tls: { certificate: tls['tls.crt'] ?? '', key: tls['tls.key'] ?? '' } }),
    ...(git && { git: gitLogin(repo.url, git) }),
  };
}

function gitLogin(repository: string, values: Readonly<Record<string, string>>): GitLogin {
  const privateKey = values['ssh-privatekey'];
  if (privateKey !== undefined) return { kind: 'key', privateKey, knownHosts: values.known_hosts };
  return { kind: 'password', repository, username: values.username ?? '', password: values.password ?? '' };
}

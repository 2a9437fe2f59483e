import type { ClusterClient } from '../../../api/cluster/index.ts';
import { saltMaster, type SaltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../../api/kinds/salt-minion.ts';
import { addressOf } from '../../../api/salt/master.ts';
import { Failure } from '../../failure.ts';
import type { OpenMaster } from '../../salt/masters.ts';
import type { GitLogin, MasterPart, MinionPart, SaltWish } from './parts.ts';

export type WishReader = Pick<ClusterClient, 'get' | 'list' | 'getSecret'>;

export interface WishDeps {
  client: WishReader;
  salt: OpenMaster;
}

/**
 * What a node's machine becomes of Salt, by the objects of now: a minion where there is a SaltMinion of its name, a master
 * where a SaltMaster names it. Throws NotFound for what they name and is not there, and what salt-api does where the master
 * of a minion can't be asked for its key.
 */
export async function findSaltWish(
  { client, salt }: WishDeps,
  { namespace, name }: { namespace: string; name: string },
): Promise<SaltWish> {
  const minion = await client.get(saltMinion, { namespace, name });
  const isOurs = minion?.spec.computeNode === name && minion.metadata.deletionTimestamp === undefined;
  const its = minion && isOurs ? await masterOf(client, namespace, name, minion.spec.master) : undefined;
  const { items } = await client.list(saltMaster, { namespace });
  const here = items.find(({ spec }) => spec.computeNode === name);
  const packagesUrl = (here ?? its)?.spec.packagesUrl;
  return {
    ...(minion && its && { minion: await minionPart(salt, minion, its) }),
    ...(here && { master: await masterPart(client, here) }),
    ...(packagesUrl !== undefined && { packagesUrl }),
  };
}

/** A machine that is its own master has no key before it is installed, and nobody between the two. */
async function minionPart(
  salt: OpenMaster,
  { spec: { computeNode, roles } }: SaltMinion,
  { metadata, spec }: SaltMaster,
): Promise<Omit<MinionPart, 'keyUrl'>> {
  const { namespace = '', name } = metadata;
  const isItself = spec.computeNode === computeNode;
  const masterFingerprint = isItself ? undefined : await (await salt({ namespace, name })).masterFingerprint();
  return {
    id: computeNode,
    master: addressOf({ spec }),
    roles,
    ...(masterFingerprint !== undefined && { masterFingerprint }),
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

import { POOL_LABEL, RACK_LABEL, RENEWED_LABEL } from '../../../api/groups.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { saltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion } from '../../../api/kinds/salt-minion.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

export const REPO = 'https://git.example/salt.git';
/** Commits of the repository, the oldest first. */
export const COMMITS = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string, string];

/** A pool of machines that are installed, in racks, with a master that knows their minions. Nodes are called web-1, web-2 … */
export async function saltedPool(world: World, racks: readonly number[]): Promise<string[]> {
  const { cluster, salt } = world.datacenter;
  salt.repositories.set(REPO, {
    branches: { main: COMMITS[0] },
    commits: Object.fromEntries(COMMITS.map((commit) => [commit, ['top.sls']])),
  });
  await cluster.create(saltMaster, {
    metadata: { name: 'master-1', namespace: 'default' },
    spec: {
      external: true,
      repo: { url: REPO },
      revision: { branch: 'main' },
      api: { url: 'https://salt-1:8000', credentialsSecretRef: { name: 'salt-api' } },
    },
  });
  const names: string[] = [];
  for (const [rack, count] of racks.entries()) {
    for (let index = 0; index < count; index += 1)
      names.push(await nodeComes(world, `web-${names.length + 1}`, `r${rack + 1}`));
  }
  return names;
}

/** The machine of a node is installed anew, as its minion's chain leaves it. */
export async function nodeIsRenewed({ datacenter: { cluster } }: World, name: string): Promise<void> {
  const metadata = { namespace: 'default', name };
  await cluster.mergePatch(saltMinion, metadata, { metadata: { labels: { [RENEWED_LABEL]: 'true' } } });
  await cluster.applyStatus(saltMinion, { metadata, status: { key: 'Accepted', fingerprint: 'aa:bb' } });
}

/** The commit that a node is known to have; undefined when its machine was installed anew since. */
export async function commitOf({ datacenter: { cluster } }: World, name: string): Promise<string | undefined> {
  const { metadata, status } = (await cluster.get(saltMinion, { namespace: 'default', name })) ?? {};
  return metadata?.labels?.[RENEWED_LABEL] === undefined ? status?.commit : undefined;
}

/** A node of the pool is installed in the rack, and its minion's key accepted. */
export async function nodeComes(world: World, name: string, rack: string): Promise<string> {
  const { cluster, fleet, salt } = world.datacenter;
  const metadata = { name, namespace: 'default', labels: { [POOL_LABEL]: 'web', [RACK_LABEL]: rack } };
  const made = await cluster.create(computeNode, {
    metadata,
    spec: { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' } },
  });
  const since = { reason: 'Succeeded', message: '', lastTransitionTime: new Date().toISOString() };
  const conditions = ['Provisioned', 'Ready'].map((type) => ({ type, status: 'True' as const, ...since }));
  await cluster.applyStatus(computeNode, { metadata: made.metadata, status: { observedGeneration: 1, conditions } });
  salt.plantKey(name);
  const minion = await cluster.create(saltMinion, {
    metadata: { name, namespace: 'default' },
    spec: { computeNode: name, master: 'master-1' },
  });
  await cluster.applyStatus(saltMinion, { metadata: minion.metadata, status: { key: 'Accepted' } });
  const isReady = () =>
    fleet.node(metadata)?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  await eventually(`${name} is watched`, isReady);
  return name;
}

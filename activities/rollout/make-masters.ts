import { eachAtOnce } from '../../api/at-once.ts';
import { type ClusterClient, isAlreadyExists } from '../../api/cluster/index.ts';
import { DEPLOYMENT_LABEL, DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltMaster, type SaltMaster } from '../../api/kinds/salt-master.ts';
import type { Surroundings } from '../../api/rollout/surroundings.ts';
import { masterFor } from '../../api/salt/master-for.ts';

type Client = Pick<ClusterClient, 'list' | 'create' | 'delete' | 'mergePatch'>;

const AT_ONCE = 16;

/**
 * Every node of the pool gets a SaltMaster of its name, before its install asks what it becomes; those whose nodes are gone
 * go. A node that is a master already, and what somebody else made, stay as they are.
 */
export async function makeMasters(
  client: Client,
  { metadata }: SaltDeployment,
  { nodes, master, masters }: Pick<Surroundings, 'nodes' | 'master' | 'masters'>,
  commit: string | undefined,
): Promise<void> {
  if (!master) return;
  const { name, uid = '' } = metadata;
  const taken = new Set(masters.flatMap(({ spec }) => spec.computeNode ?? []));
  const labels = { [DEPLOYMENT_LABEL]: name, [DEPLOYMENT_UID_LABEL]: uid };
  await eachAtOnce(
    nodes.filter((node) => !taken.has(node.metadata.name)),
    AT_ONCE,
    async (node) => {
      await client.create(saltMaster, masterFor(master, node, commit, labels)).catch((error: unknown) => {
        if (!isAlreadyExists(error)) throw error;
      });
    },
  );
  const names = new Set(nodes.map((node) => node.metadata.name));
  const isLeftOver = (one: SaltMaster) =>
    one.metadata.labels?.[DEPLOYMENT_UID_LABEL] === uid && !names.has(one.spec.computeNode ?? '');
  await eachAtOnce(masters.filter(isLeftOver), AT_ONCE, ({ metadata: its }) =>
    client.delete(saltMaster, its, { uid: its.uid }),
  );
}

/** Those of the nodes that deployments made masters of. That may lag: masters are made before their nodes are in a rollout. */
export async function mastersAmong(
  client: Pick<Client, 'list'>,
  namespace: string,
  nodes: readonly string[],
): Promise<string[]> {
  const names = new Set(nodes);
  const masters = await madeByDeployments(client, namespace, { mayLag: true });
  return masters.map(({ spec }) => spec.computeNode ?? '').filter((name) => names.has(name));
}

/** Nodes that have the commit now serve it, where deployments made masters of them. */
export async function moveMasters(
  client: Pick<Client, 'list' | 'mergePatch'>,
  namespace: string,
  nodes: readonly string[],
  commit: string,
): Promise<void> {
  const masters = await madeByDeployments(client, namespace);
  const names = new Set(nodes);
  const isBehind = ({ spec }: SaltMaster) => names.has(spec.computeNode ?? '') && spec.revision.commit !== commit;
  const revision = { commit, branch: null };
  await eachAtOnce(masters.filter(isBehind), AT_ONCE, ({ metadata }) =>
    client.mergePatch(saltMaster, metadata, { spec: { revision } }),
  );
}

async function madeByDeployments(
  client: Pick<Client, 'list'>,
  namespace: string,
  options: { mayLag?: boolean } = {},
): Promise<SaltMaster[]> {
  const { items } = await client.list(saltMaster, { namespace, labelSelector: DEPLOYMENT_UID_LABEL, ...options });
  return items;
}

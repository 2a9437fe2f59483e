import { eachAtOnce } from '../../api/at-once.ts';
import { type ClusterClient, isAlreadyExists, isConflict, isNotFound } from '../../api/cluster/index.ts';
import { DISRUPTION_ANNOTATION, POOL_LABEL, POOL_REVISION_LABEL, POOL_UID_LABEL } from '../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import type { NodePool, NodeTemplate } from '../../api/kinds/node-pool.ts';
import type { Delete, PoolPlan } from '../../api/pool/plan.ts';
import type { PoolMemory } from '../../api/pool/view.ts';

export interface Site {
  client: Pick<ClusterClient, 'get' | 'create' | 'mergePatch' | 'delete'>;
  pool: NodePool;
  /** The nodes that the plan was made from. */
  nodes: readonly ComputeNode[];
  templateOf: (revision: string) => NodeTemplate | undefined;
  /** Shows what was written before the watch does. */
  observe: (node: ComputeNode) => void;
}

/** Node names and uids of acts that were not done, because something changed since the plan was made. */
export type Missed = ReadonlySet<string>;

export type PoolActs = Pick<PoolPlan, 'creates' | 'deletes' | 'adopts' | 'releases'>;

type Act = { subject: string; run: () => Promise<'done' | 'missed'> };

const AT_ONCE = 16;

/**
 * Carries out a plan. Each act can be repeated: a name that is taken by a node of ours was created before, and nothing is
 * done to a node that is another, or that somebody changed since it was planned on.
 */
export async function carryOut(site: Site, plan: PoolActs): Promise<Missed> {
  const acts: Act[] = [
    ...plan.releases.map(({ name, uid }) => ({ subject: uid, run: () => relabel(site, name, uid, UNLABELLED) })),
    ...plan.adopts.map(({ name, uid, revision }) => ({
      subject: uid,
      run: () => relabel(site, name, uid, poolLabels(site.pool, revision)),
    })),
    ...plan.deletes.map(({ name, uid, reason }) => ({ subject: uid, run: () => remove(site, name, uid, reason) })),
    ...plan.creates.map(({ name, revision }) => ({ subject: name, run: () => create(site, name, revision) })),
  ];
  const missed = new Set<string>();
  await eachAtOnce(acts, AT_ONCE, async ({ subject, run }) => {
    if ((await run()) === 'missed') missed.add(subject);
  });
  return missed;
}

/** What was missed is not to be expected. */
export function withoutMissed(memory: PoolMemory, missed: Missed): PoolMemory {
  const expected = memory.expected.filter((each) => !missed.has(each.act === 'create' ? each.name : each.uid));
  return { ...memory, expected };
}

const UNLABELLED = { [POOL_LABEL]: null, [POOL_UID_LABEL]: null, [POOL_REVISION_LABEL]: null };

function poolLabels({ metadata }: NodePool, revision: string): Record<string, string> {
  return { [POOL_LABEL]: metadata.name, [POOL_UID_LABEL]: metadata.uid ?? '', [POOL_REVISION_LABEL]: revision };
}

async function create({ client, pool, templateOf, observe }: Site, name: string, revision: string) {
  const template = templateOf(revision);
  if (!template) return 'missed';
  const { namespace, uid } = pool.metadata;
  const labels = { ...template.metadata.labels, ...poolLabels(pool, revision) };
  try {
    observe(await client.create(computeNode, { metadata: { name, namespace, labels }, spec: template.spec }));
    return 'done';
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const there = await client.get(computeNode, { namespace, name });
    return there?.metadata.labels?.[POOL_UID_LABEL] === uid ? 'done' : 'missed';
  }
}

async function remove({ client, pool, nodes }: Site, name: string, uid: string, reason: Delete['reason']) {
  const seen = nodes.find(({ metadata }) => metadata.uid === uid);
  if (!seen) return 'missed';
  const { namespace } = pool.metadata;
  return unlessChanged(async () => {
    let { resourceVersion } = seen.metadata;
    if (reason === 'Rollout') {
      // Its chain asks the disruption budgets as one.
      const metadata = { annotations: { [DISRUPTION_ANNOTATION]: 'Rollout' } };
      const told = await client.mergePatch(computeNode, { namespace, name }, { metadata }, { resourceVersion });
      resourceVersion = told.metadata.resourceVersion;
    }
    await client.delete(computeNode, { namespace, name }, { uid, resourceVersion });
  });
}

async function relabel({ client, pool, nodes, observe }: Site, name: string, uid: string, labels: object) {
  const seen = nodes.find(({ metadata }) => metadata.uid === uid);
  if (!seen) return 'missed';
  const { namespace } = pool.metadata;
  const { resourceVersion } = seen.metadata;
  return unlessChanged(async () => {
    observe(await client.mergePatch(computeNode, { namespace, name }, { metadata: { labels } }, { resourceVersion }));
  });
}

async function unlessChanged(write: () => Promise<void>): Promise<'done' | 'missed'> {
  try {
    await write();
    return 'done';
  } catch (error) {
    if (isConflict(error) || isNotFound(error)) return 'missed';
    throw error;
  }
}

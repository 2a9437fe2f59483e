import { carryOut, type PoolActs, withoutMissed } from '../../../activities/pool/carry-out.ts';
import { DISRUPTION_ANNOTATION, POOL_LABEL, POOL_REVISION_LABEL, POOL_UID_LABEL } from '../../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { nodePool } from '../../../api/kinds/node-pool.ts';
import { NO_MEMORY } from '../../../api/pool/view.ts';
import { MemoryCluster } from '../../workflow/memory-cluster.ts';

const SPEC = { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' } };
const TEMPLATE = { metadata: { labels: { role: 'web' } }, spec: SPEC };

/** A pool with the nodes that a plan is made from, as they are seen before something else happens to them. */
async function aPool(...names: string[]) {
  const cluster = new MemoryCluster();
  const pool = await cluster.create(nodePool, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 3, selector: { role: 'web' }, template: TEMPLATE },
  });
  const uid = pool.metadata.uid ?? '';
  const labels = { role: 'web', [POOL_LABEL]: 'web', [POOL_UID_LABEL]: uid, [POOL_REVISION_LABEL]: 'r1' };
  const nodes: ComputeNode[] = [];
  for (const name of names)
    nodes.push(await cluster.create(computeNode, { metadata: { name, namespace: 'default', labels }, spec: SPEC }));
  const observed: string[] = [];
  const template = pool.spec.template;
  const carry = (acts: Partial<PoolActs>) =>
    carryOut(
      {
        client: cluster,
        pool,
        nodes,
        templateOf: (hash) => (hash === 'r1' ? template : undefined),
        observe: ({ metadata }) => void observed.push(metadata.name),
      },
      { ...NOTHING, ...acts },
    );
  const ref = (name: string) => ({ namespace: 'default', name });
  const read = (name: string) => cluster.get(computeNode, ref(name));
  return { cluster, pool, uid, nodes, observed, carry, read, ref, uidOf: uidOfNode(nodes) };
}

const NOTHING: PoolActs = {
  creates: [],
  deletes: [],
  adopts: [],
  releases: [],
};
const uidOfNode = (nodes: readonly ComputeNode[]) => (name: string) =>
  nodes.find(({ metadata }) => metadata.name === name)?.metadata.uid ?? '';
type World = Awaited<ReturnType<typeof aPool>>;

test('a node is made of the template of its revision, with the labels by which the pool knows it', async () => {
  const world = await aPool();

  expect(await world.carry({ creates: [{ name: 'web-1', slot: 1, revision: 'r1' }] })).toEqual(new Set());

  expect(await world.read('web-1')).toMatchObject({
    metadata: {
      labels: { role: 'web', [POOL_LABEL]: 'web', [POOL_UID_LABEL]: world.uid, [POOL_REVISION_LABEL]: 'r1' },
    },
    spec: { flavor: 'bm-standard' },
  });
  expect(world.observed).toEqual(['web-1']);
});

test.each<[string, (world: World) => Promise<unknown>, missed: boolean]>([
  [
    'is done when the pool made it before',
    (world) => world.carry({ creates: [{ name: 'web-1', slot: 1, revision: 'r1' }] }),
    false,
  ],
  [
    'is missed when the name is a stranger’s',
    ({ cluster, ref }) => cluster.create(computeNode, { metadata: ref('web-1'), spec: SPEC }),
    true,
  ],
])('a create of a name that is taken %s', async (_, before, missed) => {
  const world = await aPool();
  await before(world);
  const writes = world.cluster.writes.length;

  const result = await world.carry({ creates: [{ name: 'web-1', slot: 1, revision: 'r1' }] });

  expect([...result]).toEqual(missed ? ['web-1'] : []);
  expect(world.cluster.writes).toHaveLength(writes);
});

test('a create of a revision that nobody keeps is missed', async () => {
  const world = await aPool();
  expect(await world.carry({ creates: [{ name: 'web-1', slot: 1, revision: 'r9' }] })).toEqual(new Set(['web-1']));
});

test.each<[string, (world: World) => Promise<unknown>]>([
  [
    'that somebody changed since',
    ({ cluster, ref }) => cluster.mergePatch(computeNode, ref('web-1'), { metadata: { labels: { x: 'y' } } }),
  ],
  ['that is gone', ({ cluster, ref }) => cluster.delete(computeNode, ref('web-1'))],
  [
    'that is another of that name by now',
    async ({ cluster, ref }) => {
      await cluster.delete(computeNode, ref('web-1'));
      await cluster.create(computeNode, { metadata: ref('web-1'), spec: SPEC });
    },
  ],
])('a node %s is not relabelled, and not deleted unless it is gone', async (_, before) => {
  const world = await aPool('web-1');
  const uid = world.uidOf('web-1');
  await before(world);
  const there = await world.read('web-1');

  expect(await world.carry({ releases: [{ name: 'web-1', uid, why: 'not selected' }] })).toEqual(new Set([uid]));
  await world.carry({ deletes: [{ name: 'web-1', uid, reason: 'ScaleDown', why: 'newest' }] });

  expect(await world.read('web-1')).toEqual(there);
});

test('a node that is released loses the pool’s labels only; one that is adopted gets them', async () => {
  const world = await aPool('web-1');
  const uid = world.uidOf('web-1');

  await world.carry({ releases: [{ name: 'web-1', uid, why: 'not selected' }] });
  expect((await world.read('web-1'))?.metadata.labels).toEqual({ role: 'web' });

  const released = await world.read('web-1');
  if (released) world.nodes[0] = released;
  await world.carry({ adopts: [{ name: 'web-1', uid, revision: 'r1' }] });
  expect((await world.read('web-1'))?.metadata.labels).toEqual({
    role: 'web',
    [POOL_LABEL]: 'web',
    [POOL_UID_LABEL]: world.uid,
    [POOL_REVISION_LABEL]: 'r1',
  });
});

test.each<['Rollout' | 'ScaleDown', string | undefined]>([
  ['Rollout', 'Rollout'],
  ['ScaleDown', undefined],
])('a node that is deleted for %s tells its chain so, before it is deleted', async (reason, told) => {
  const world = await aPool('web-1');
  await world.cluster.mergePatch(computeNode, world.ref('web-1'), { metadata: { finalizers: ['keeps/it'] } });
  const kept = await world.read('web-1');
  if (kept) world.nodes[0] = kept;

  const missed = await world.carry({ deletes: [{ name: 'web-1', uid: world.uidOf('web-1'), reason, why: 'newest' }] });

  expect(missed).toEqual(new Set());
  const { metadata } = (await world.read('web-1')) ?? {};
  expect(metadata?.deletionTimestamp).toBeDefined();
  expect(metadata?.annotations?.[DISRUPTION_ANNOTATION]).toBe(told);
});

test('what was missed is not waited for', () => {
  const made = { act: 'create' as const, name: 'web-1', revision: 'r1', at: 0 };
  const expected = [made, { ...made, name: 'web-2' }, { act: 'delete' as const, uid: 'u3', at: 0 }];

  expect(withoutMissed({ ...NO_MEMORY, expected }, new Set(['web-2', 'u3'])).expected).toEqual([made]);
});

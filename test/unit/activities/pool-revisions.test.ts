import { forget, keepRevisions, readRevisions } from '../../../activities/pool/revisions.ts';
import { POOL_UID_LABEL } from '../../../api/groups.ts';
import { controllerRevision } from '../../../api/kinds/controller-revision.ts';
import { nodePool, type NodePool } from '../../../api/kinds/node-pool.ts';
import { MemoryCluster } from '../../workflow/memory-cluster.ts';

const templateOf = (image: string, metadata: object = {}) => ({
  metadata: { labels: { role: 'web' }, ...metadata },
  spec: { provider: 'native', flavor: 'bm-standard', osImage: { name: image } },
});

/** A pool whose template changes; what is kept of it after each change. */
async function aPool(revisionHistoryLimit = 10) {
  const cluster = new MemoryCluster();
  let pool = await cluster.create(nodePool, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 3, selector: { role: 'web' }, revisionHistoryLimit, template: templateOf('a') },
  });
  return {
    cluster,
    pool: () => pool,
    async becomes(template: object, used: string[] = []) {
      pool = await cluster.mergePatch(nodePool, pool.metadata, { spec: { template } });
      return keepRevisions(cluster, pool, await readRevisions(cluster, pool), new Set(used));
    },
    async kept(of: NodePool = pool) {
      const revisions = await readRevisions(cluster, of);
      return revisions.map(({ number, template }) => `${number} ${template.spec.osImage.name}`);
    },
  };
}

test.each<[string, string[], number, string[]]>([
  ['the first', ['a'], 10, ['1 a']],
  ['one after the other', ['a', 'b', 'c'], 10, ['1 a', '2 b', '3 c']],
  ['one that comes back gets a new number', ['a', 'b', 'a'], 10, ['2 b', '3 a']],
  ['one that stays makes nothing', ['a', 'a', 'a'], 10, ['1 a']],
  ['the oldest go beyond the limit', ['a', 'b', 'c', 'd'], 1, ['3 c', '4 d']],
  ['none but the present one with a limit of none', ['a', 'b'], 0, ['2 b']],
])('templates are kept: %s', async (_, images, limit, kept) => {
  const world = await aPool(limit);
  for (const image of images) await world.becomes(templateOf(image));
  expect(await world.kept()).toEqual(kept);
});

test('a revision that something was made from is kept beyond the limit', async () => {
  const world = await aPool(0);
  const [first] = await world.becomes(templateOf('a'));
  await world.becomes(templateOf('b'), [first?.hash ?? '']);
  expect(await world.kept()).toEqual(['1 a', '2 b']);

  await world.becomes(templateOf('b'));
  expect(await world.kept()).toEqual(['2 b']);
});

test('what its nodes are called makes no other template; their labels do', async () => {
  const world = await aPool();
  await world.becomes(templateOf('a'));
  await world.becomes(templateOf('a', { generateName: 'front-' }));
  expect(await world.kept()).toEqual(['1 a']);

  await world.becomes(templateOf('a', { labels: { role: 'web', tier: 'front' } }));
  expect(await world.kept()).toEqual(['1 a', '2 a']);
});

test('what can’t be read as a template is none; what is another pool’s is not looked at', async () => {
  const world = await aPool();
  await world.becomes(templateOf('a'));
  const own = { [POOL_UID_LABEL]: world.pool().metadata.uid ?? '' };
  const make = (name: string, labels: Record<string, string>, data: object) =>
    world.cluster.create(controllerRevision, { metadata: { name, namespace: 'default', labels }, revision: 7, data });
  await make('web-odd', own, { spec: { image: 'a' } });
  await make('web-other', { [POOL_UID_LABEL]: 'another' }, templateOf('z'));

  expect(await world.kept()).toEqual(['1 a']);
});

test('a pool that goes takes its revisions along, and nobody else’s', async () => {
  const world = await aPool();
  await world.becomes(templateOf('a'));
  await world.becomes(templateOf('b'));
  const other = { ...world.pool(), metadata: { ...world.pool().metadata, name: 'db', uid: 'another' } };
  await keepRevisions(world.cluster, other, [], new Set());

  await forget(world.cluster, await readRevisions(world.cluster, world.pool()));

  expect(await world.kept()).toEqual([]);
  expect(await world.kept(other)).toEqual(['1 b']);
});

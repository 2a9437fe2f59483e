import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { foreignCmdb } from './dsl/foreign.ts';
import { invariantsHold } from './dsl/invariants.ts';
import { describeSideBySide } from './dsl/side-by-side.ts';
import { startWorld, type World } from './dsl/world.ts';
import { deadBmcStories } from './lying-peers/dead-bmcs.ts';
import { foreignThingStories } from './lying-peers/foreign-things.ts';
import { lyingForemanStories } from './lying-peers/lying-foreman.ts';
import { oneFqdnStories } from './lying-peers/one-fqdn.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: 2 });
  for (const name of ['team-a', 'team-b']) {
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await world.cluster.raw({ method: 'POST', path: '/api/v1/namespaces', body });
  }
  const native = await world.cluster.get(computeProvider, { name: 'native' });
  await world.cluster.create(computeProvider, { metadata: { name: 'twin' }, spec: native?.spec as never });
  await foreignCmdb(world).prepare();
}, 180_000);
afterAll(() => world.end(), 60_000);

describeSideBySide('peers that own what a node wants, or answer no more', {
  world: () => world,
  stories: [oneFqdnStories, foreignThingStories, lyingForemanStories, deadBmcStories],
});

test('and after all of it the world is in order', async () => {
  await invariantsHold(world);
});

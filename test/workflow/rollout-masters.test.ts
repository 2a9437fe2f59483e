import { saltMaster } from '../../api/kinds/salt-master.ts';
import { ranOn, rolledOut } from './dsl/rolled-out.ts';
import { COMMITS } from './dsl/salted-pool.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const [FIRST, SECOND] = COMMITS;

/** What the masters on nodes serve, by the node's name. */
async function served({ datacenter }: World): Promise<Record<string, string | undefined>> {
  const { items } = await datacenter.cluster.list(saltMaster);
  const onNodes = items.filter(({ spec }) => spec.computeNode !== undefined);
  return Object.fromEntries(onNodes.map(({ metadata, spec }) => [metadata.name, spec.revision.commit]));
}

test('masters serve a new commit from the turn of their bucket on', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1], { type: 'Master' });
  expect(await served(world)).toEqual({ 'web-1': FIRST, 'web-2': FIRST });

  const held = world.disturbances.holds('gate.measure', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  expect(await served(world)).toEqual({ 'web-1': SECOND, 'web-2': FIRST });
  held.letGo();
  await deployment.isGoodAt(SECOND);
  expect(await served(world)).toEqual({ 'web-1': SECOND, 'web-2': SECOND });
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 bbbb']);
}, 60_000);

import { setTimeout as pause } from 'node:timers/promises';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { bridgeOf as processOf } from './dsl/bridge.ts';
import { eventually } from './dsl/eventually.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const NODES = 100;
/** For which nobody may try. */
const QUIET_MS = 15_000;
/** What people are promised: so soon after the change that helps, the first has its asset. */
const PLACED_WITHIN_MS = 2_000;
const RACK = { 'topology.tess.io/rack': 'r1' };
const MAINTENANCE = [{ key: 'maintenance', effect: 'NoSchedule' }];

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const name of await assetsOfRack()) await taint(name, MAINTENANCE);
}, 180_000);
afterAll(() => world.end(), 60_000);

async function assetsOfRack(): Promise<string[]> {
  const { items } = await world.cluster.list(computeAsset);
  return items.filter(({ rack }) => rack?.name === 'r1').map(({ metadata }) => metadata.name);
}

const taint = (name: string, taints: object[]) => world.cluster.mergePatch(computeAsset, { name }, { taints });

/** Attempts of an activity, as the worker that runs them counts. */
const attempts = () => processOf(world, 'worker-0').metric('bedplate_activity_duration_seconds_count');
const choices = () =>
  processOf(world, 'worker-0').metric('bedplate_activity_duration_seconds_count', /activity="scheduler\.claim"/);
const claims = async () => (await world.cluster.list(assetClaim)).items;

test('a hundred nodes without an asset: nobody tries while nothing changes; one asset untainted is one attempt, and taken at once', async () => {
  const names = Array.from({ length: NODES }, (_, index) => `waits-${String(index).padStart(3, '0')}`);
  await Promise.all(names.map((name) => given(world).node(name, { nodeSelector: RACK })));
  await eventually(`all ${NODES} say that they wait`, async () => {
    const { items } = await world.cluster.list(computeNode);
    const messages = items.flatMap(
      ({ status }) => status.conditions?.find(({ type }) => type === 'Scheduled')?.message,
    );
    return (
      messages.filter((message) => message === '0/24 assets: 16 not topology.tess.io/rack=r1, 8 tainted maintenance')
        .length === NODES
    );
  });
  const [before, chosen] = [await attempts(), await choices()];
  expect(chosen).toBeGreaterThanOrEqual(NODES);

  await pause(QUIET_MS);
  // What is none of their business does not wake them either.
  const [, other] = await assetsOfRack();
  await world.cluster.mergePatch(computeAsset, { name: other ?? '' }, { metadata: { annotations: { note: 'seen' } } });
  await world.cluster.mergePatch(computeAsset, { name: 'r2-a01' }, { taints: MAINTENANCE });
  await pause(1_000);
  expect(await attempts()).toBe(before);
  expect(await claims()).toEqual([]);

  const [first] = await assetsOfRack();
  await taint(first ?? '', []);
  const untainted = performance.now();
  const [claim] = await eventually('the asset is claimed', async () => {
    const found = await claims();
    return found.length > 0 && found;
  });
  const took = performance.now() - untainted;
  process.stdout.write(`placed ${Math.round(took)} ms after the untaint\n`);

  expect(took).toBeLessThan(PLACED_WITHIN_MS);
  expect(claim?.metadata.name).toBe(first);
  const { items } = await world.cluster.list(computeNode);
  const oldest = items.map(({ metadata }) => `${metadata.creationTimestamp} ${metadata.name}`).sort()[0];
  expect(oldest).toContain(claim?.spec.nodeRef.name);
  // The others were not asked.
  await given(world)
    .known(claim?.spec.nodeRef.name ?? '')
    .then.isReady(60_000);
  expect(await choices()).toBe(chosen + 1);
}, 180_000);

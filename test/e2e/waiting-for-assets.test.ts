import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { keptRuns } from './dsl/attempts.ts';
import { bridgeOf as processOf } from './dsl/bridge.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const NODES = 100;
/** What people are promised: for so long nobody tries while nothing changes. */
const QUIET_MS = 60_000;
/** For which that is watched; for the rest there must be nothing that could end it. */
const WATCHED_MS = 15_000;
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

/** All attempts of activities, as the worker that runs them counts. */
const attempts = () => processOf(world, 'worker-0').metric('bedplate_activity_duration_seconds_count');
const choices = () =>
  processOf(world, 'worker-0').metric('bedplate_activity_duration_seconds_count', /activity="scheduler\.claim"/);
const claims = async () => (await world.cluster.list(assetClaim)).items;

describe('bedplate plan -f', () => {
  const documentOf = (name: string, spec: object) => {
    const body = { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9-base' }, ...spec };
    return {
      apiVersion: 'compute.tess.io/v1alpha1',
      kind: 'ComputeNode',
      metadata: { name, labels: { app: 'db' } },
      spec: body,
    };
  };
  const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'topology.tess.io/rack' };
  const apart = { affinity: { nodeAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };

  async function planOf(...documents: object[]) {
    const file = join(world.stack.stateDir, 'planned.yaml');
    writeFileSync(file, documents.map((document) => stringify(document)).join('---\n'));
    return bedplate(world, 'plan', '-f', file);
  }

  test('says of each node what it would get and why, those before it seen as placed, and of one that would wait what for', async () => {
    const { exit, stdout } = await planOf(
      documentOf('one', apart),
      documentOf('other', apart),
      documentOf('waits', { nodeSelector: RACK }),
    );

    const [one = '', other = '', waits] = stdout.split(/\n\n(?=other would|waits would)/);
    const rackOf = (text: string) => /would get asset (r\d)-a\d\d$/m.exec(text)?.[1];
    expect([rackOf(one), rackOf(other)].sort()).toEqual(['r2', 'r3']);
    for (const text of [one, other]) {
      const rack = rackOf(text);
      expect(text).toMatch(new RegExp(`^  - 10\\.1\\.\\d\\.\\d+ \\(device 1, subnet ${rack}-v4\\)$`, 'm'));
      expect(text).toMatch(new RegExp(`^  - 2001:db8:\\S+ \\(device 1, subnet ${rack}-v6\\)$`, 'm'));
      expect(text).toMatch(/^STEP +DOES\nallocate-addresses +\S/m);
      expect(text).toMatch(/^ {2}- 8: tainted maintenance$/m);
    }
    expect(other).toMatch(/^ {2}- 7: too near by anti-affinity over topology\.tess\.io\/rack$/m);
    expect(waits?.trim()).toBe('waits would wait: 0/24 assets: 16 not topology.tess.io/rack=r1, 8 tainted maintenance');
    expect(exit).toBe(1);
    // Nothing of it was claimed.
    expect(await claims()).toEqual([]);
    expect((await world.cluster.list(ipAddressKind)).items).toEqual([]);
  }, 60_000);

  test('refuses a bad document by its number and field, and plans nothing', async () => {
    const { exit, output } = await planOf(documentOf('good', {}), documentOf('bad', { flavor: 'BM' }));

    expect(output).toMatch(
      /planned\.yaml, document 2: ComputeNode bad would be refused:\n {2}- spec\.flavor: must be a lower-case name/,
    );
    expect(output).not.toContain('would get asset');
    expect(exit).toBe(2);
  }, 60_000);
});

test('a hundred nodes without an asset: nobody tries while nothing changes; one asset untainted is one attempt, and taken at once', async () => {
  const names = Array.from({ length: NODES }, (_, index) => `waits-${String(index).padStart(3, '0')}`);
  const nodes = await Promise.all(names.map((name) => given(world).node(name, { nodeSelector: RACK })));
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
  const chains = await Promise.all(nodes.map((node) => node.workflowId()));
  const kept = await keptRuns(world, chains);
  process.stdout.write(
    `the first timer of ${kept.runs.size} chains fires in ${Math.round(kept.soonestTimerMs / 1000)} s\n`,
  );
  expect(kept.runs.size).toBe(NODES);
  expect([...kept.runs.values()].filter(({ attempts: made, pending }) => made === 0 || pending.length > 0)).toEqual([]);
  // Nothing is under way, and of the chains nothing begins by itself; the scheduler's own timers have a unit test.
  expect(kept.soonestTimerMs).toBeGreaterThan(QUIET_MS);

  await pause(WATCHED_MS);
  // What is none of their business does not wake them either.
  const [, other] = await assetsOfRack();
  await world.cluster.mergePatch(computeAsset, { name: other ?? '' }, { metadata: { annotations: { note: 'seen' } } });
  await world.cluster.mergePatch(computeAsset, { name: 'r2-a01' }, { taints: MAINTENANCE });
  await pause(1_000);
  expect(await attempts()).toBe(before);
  expect((await keptRuns(world, chains)).runs).toEqual(kept.runs);
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

import { saltMaster, type SaltMaster } from '../../api/kinds/salt-master.ts';
import { eventually } from './dsl/eventually.ts';
import { aPool } from './dsl/pool.ts';
import { aDeployment, type DeploymentScenario, ranOnMinions, sentOut } from './dsl/rollout.ts';
import { has, saltIn } from './dsl/salt.ts';
import { startWorld, type World } from './dsl/world.ts';

const [FIRST, SECOND, BROKEN] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const fails = { id: 'nginx', fun: 'test.fail_without_changes' };

let world: World;
let masters: DeploymentScenario;
let web: DeploymentScenario;
let nodesOf: Record<'masters' | 'web', string[]>;
beforeAll(async () => {
  world = await startWorld({ simulatorSettings: { saltAskSeconds: 0.3, saltStateSeconds: 0.3 } });
  const salt = saltIn(world);
  await salt.login();
  await salt.repository({
    branches: { main: FIRST },
    commits: { [FIRST]: {}, [SECOND]: {}, [BROKEN]: { states: [fails] } },
  });
  await salt.makeMaster('master-1', { external: true, revision: { commit: FIRST } });
  const spec = { saltMaster: 'master-1', revision: { commit: FIRST }, soak: '1s', retryDelay: '1s' };
  masters = await aDeployment(world, 'masters', {
    ...spec,
    type: 'Master',
    nodePool: 'masters',
    roles: ['kube-master'],
  });
  web = await aDeployment(world, 'web', { ...spec, nodePool: 'web', roles: ['kube-node'], dependsOn: ['masters'] });
  const [ofMasters, ofWeb] = [
    await aPool(world, 'masters', { replicas: 2 }),
    await aPool(world, 'web', { replicas: 3 }),
  ];
  const names = async (pool: typeof ofWeb, replicas: number) =>
    (await pool.then.settles(replicas)).map(({ metadata }) => metadata.name).sort();
  nodesOf = { masters: await names(ofMasters, 2), web: await names(ofWeb, 3) };
}, 180_000);
afterAll(() => world.end(), 60_000);

/** The SaltMasters on nodes, by the nodes' names, once each is Ready and as asked for. */
const mastersOnNodes = (what: string, sees: (master: SaltMaster) => unknown) =>
  eventually(`masters on nodes ${what}`, async () => {
    const { items } = await world.cluster.list(saltMaster);
    const onNodes = items.filter(({ spec }) => spec.computeNode !== undefined);
    if (onNodes.length > 0 && onNodes.every((one) => has(one, 'Ready', 'True') && sees(one))) {
      return onNodes.map(({ spec }) => spec.computeNode).sort();
    }
    throw new Error(`they are ${JSON.stringify(onNodes.map(({ metadata, status }) => [metadata.name, status]))}`);
  });

/** For a commit: to nodes of which pool each job went, in the order of Salt's own list. */
const sentFor = async (commit: string) => {
  const jobs = (await sentOut(world)).filter(({ kwargs }) => kwargs.saltenv === commit);
  return jobs.map(({ minions: [minion = ''] }) => (nodesOf.masters.includes(minion) ? 'masters' : 'web'));
};

const ranAt = async (commit: string) => (await ranOnMinions(world, commit)).map((line) => line.split(' ')[0]);

const waits = (commit: string, standing: string) =>
  web.shows('it waits for the masters', (deployment) =>
    has(
      deployment,
      'Ready',
      'False',
      new RegExp(`^DependencyNotReady .*masters has to succeed at ${commit} first; ${standing}`),
    ),
  );

test('nodes of a deployment of masters become masters, which serve what they have', async () => {
  await masters.then.isGoodAt(FIRST);
  await web.then.isGoodAt(FIRST);

  expect(await mastersOnNodes('serve it', ({ status }) => status?.commit === FIRST)).toEqual(nodesOf.masters);
  expect((await ranAt(FIRST)).sort()).toEqual([...nodesOf.masters, ...nodesOf.web].sort());
}, 180_000);

test('masters have a commit before the first of the nodes that depend on them, whoever wants it first', async () => {
  await web.when.wants(SECOND);
  await waits(SECOND, `it is at ${FIRST}`);
  expect(await sentFor(SECOND)).toEqual([]);

  await masters.when.wants(SECOND);
  await masters.then.isGoodAt(SECOND);
  await web.then.isGoodAt(SECOND);
  const sent = await sentFor(SECOND);
  expect(new Set(sent)).toEqual(new Set(['masters', 'web']));
  expect(sent).toEqual([...sent].sort());
  expect((await ranAt(SECOND)).sort()).toEqual([...nodesOf.masters, ...nodesOf.web].sort());
  expect(await mastersOnNodes('serve the next', ({ status }) => status?.commit === SECOND)).toEqual(nodesOf.masters);
}, 180_000);

test('a commit that fails on the masters comes to no node that depends on them, and no further master serves it', async () => {
  await web.when.wants(BROKEN);
  await masters.when.wants(BROKEN);
  await masters.shows('it holds itself', ({ status }) => status?.pauses?.some(({ source }) => source === 'failures'));
  await waits(BROKEN, `it is at ${SECOND}`);

  expect(new Set(await sentFor(BROKEN))).toEqual(new Set(['masters']));
  expect(await mastersOnNodes('stay', ({ spec }) => spec.revision.commit === SECOND)).toEqual(nodesOf.masters);
}, 180_000);

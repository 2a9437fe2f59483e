import { pauseSignal, resumeSignal } from '../../workflows/contract.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { aPool } from './dsl/pool.ts';
import { aDeployment, type DeploymentScenario, quietFor, ranOnMinions, sentOut } from './dsl/rollout.ts';
import { saltIn } from './dsl/salt.ts';
import { startWorld, type World } from './dsl/world.ts';

const [FIRST, SECOND, BROKEN, THIRD] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const QUIET_MS = 3_000;
const fails = { id: 'nginx', fun: 'test.fail_without_changes' };

let world: World;
let web: DeploymentScenario;
let nodes: string[];
beforeAll(async () => {
  world = await startWorld({ simulatorSettings: { saltAskSeconds: 0.3, saltStateSeconds: 0.3 } });
  const salt = saltIn(world);
  await salt.login();
  await salt.repository({
    branches: { main: FIRST },
    commits: { [FIRST]: {}, [SECOND]: {}, [BROKEN]: { states: [fails] }, [THIRD]: {} },
  });
  await salt.makeMaster('master-1', { external: true });
  web = await aDeployment(world, 'web', {
    nodePool: 'web',
    saltMaster: 'master-1',
    revision: { commit: FIRST },
    roles: ['kube-node'],
    strategy: { maxUnavailable: 1 },
    soak: '1s',
    retryDelay: '1s',
  });
  const pool = await aPool(world, 'web', { replicas: 5 });
  nodes = (await pool.then.settles(5)).map(({ metadata }) => metadata.name);
}, 180_000);
afterAll(() => world.end(), 60_000);

const ranAt = (commit: string) => ranOnMinions(world, commit);

test('the first commit goes out once the nodes are there: once to every minion, in racks that are a true partition', async () => {
  await web.then.isGoodAt(FIRST);

  expect((await ranAt(FIRST)).sort()).toEqual(nodes.map((name) => `${name} aaaa`).sort());
  const { spec } = (await web.transaction()) ?? {};
  expect(spec?.buckets.flatMap(({ members }) => members).sort()).toEqual([...nodes].sort());
  const plan = await bedplate(world, 'rollout', 'plan', 'saltdeployment/web');
  expect(plan).toMatchObject({ exit: 0, output: expect.stringMatching(/BUCKET +NODES[^]*r\d/) as string });
}, 120_000);

test('paused in the middle by command, by spec and by signal, the worker killed in each: nothing is sent out meanwhile', async () => {
  const before = (await sentOut(world)).length;
  await web.when.wants(SECOND);
  await eventually('it is under way', async () => (await sentOut(world)).length > before);
  const held = await bedplate(world, 'rollout', 'pause', 'saltdeployment/web', '--why', 'watching the graphs');
  expect(held).toMatchObject({
    exit: 0,
    output: expect.stringMatching(/web holds, until bedplate rollout resume/) as string,
  });
  const atPause = (await sentOut(world)).length;
  expect(atPause).toBeLessThan(before + 5);
  const sendsNothing = async () => {
    await world.stack.kill('worker-0', 'SIGKILL');
    await world.stack.start('worker-0');
    expect((await quietFor(world, QUIET_MS)).after).toBe(atPause);
  };
  await sendsNothing();
  const shown = await bedplate(world, 'rollout', 'status', 'saltdeployment/web');
  expect(shown.output).toMatch(/Paused by:[^]*watching the graphs[^]*BUCKET +STATE/);

  await web.when.changed({ paused: true });
  await bedplate(world, 'rollout', 'resume', 'saltdeployment/web', '--why', 'fine');
  await web.shows(
    'the spec alone holds it',
    ({ status }) => status?.pauses?.map(({ source }) => source).join() === 'spec',
  );
  await sendsNothing();

  await web.when.signalled(pauseSignal.name, { by: 'alice', why: 'lunch' });
  await web.when.changed({ paused: false });
  await web.shows('the signal alone holds it', ({ status }) => status?.pauses?.map(({ by }) => by).join() === 'alice');
  await sendsNothing();

  await web.when.signalled(resumeSignal.name, { by: 'bob', why: 'back' });
  const through = await bedplate(world, '--timeout', '90s', 'rollout', 'status', 'saltdeployment/web', '--watch');
  expect(through).toMatchObject({ exit: 0, output: expect.stringMatching(/Soaking|Passed/) as string });
  await web.then.isGoodAt(SECOND);
  expect((await ranAt(SECOND)).sort()).toEqual(nodes.map((name) => `${name} bbbb`).sort());
}, 180_000);

test('a commit that fails holds the rollout at the first node; a rollback goes back, and it is not begun again', async () => {
  await web.when.wants(BROKEN);
  const held = await web.shows('it holds itself', ({ status }) =>
    status?.pauses?.some(({ source }) => source === 'failures'),
  );
  expect(held.status?.pauses?.[0]?.why).toMatch(/fail/);
  expect(await ranAt(BROKEN)).toHaveLength(1);
  await web.shows('what failed', async () => {
    const [failure] = (await web.transaction())?.status?.topFailures ?? [];
    return failure?.stateId === 'nginx' && failure.nodes === 1;
  });

  const back = await bedplate(world, 'rollout', 'rollback', 'saltdeployment/web', '--why', 'nginx is broken');
  expect(back.exit).toBe(0);
  const after = await web.then.is('Stalled');
  expect(after.status).toMatchObject({ failedCommit: BROKEN, lastGoodCommit: SECOND });
  expect((await ranAt(BROKEN)).length).toBe(1);
  const history = await bedplate(world, 'rollout', 'history', 'saltdeployment/web');
  expect(history.output).toMatch(/cccccccccccc[^]*RolledBack[^]*bbbbbbbbbbbb[^]*Succeeded/);

  await web.when.wants(THIRD);
  await web.then.isGoodAt(THIRD);
  expect((await ranAt(THIRD)).sort()).toEqual(nodes.map((name) => `${name} dddd`).sort());
}, 180_000);

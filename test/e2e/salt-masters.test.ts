import { computeNode } from '../../api/kinds/compute-node.ts';
import { eventually } from './dsl/eventually.ts';
import { operation } from './dsl/operation.ts';
import { has, saltIn } from './dsl/salt.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const [FIRST, SECOND, LOST, BROKEN] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const IMPOSTOR = Array(32).fill('ee').join(':');
const commits = { [FIRST]: { files: ['top.sls'] }, [SECOND]: { files: ['top.sls', 'web.sls'] } };

let world: World;
let salt: ReturnType<typeof saltIn>;
let web: NodeScenario;
beforeAll(async () => {
  world = await startWorld({ simulatorSettings: { saltAskSeconds: 0.3 } });
  salt = saltIn(world);
  await salt.login();
  await salt.repository({ branches: { main: FIRST }, commits });
  await salt.makeMaster('master-1', { computeNode: 'salt-1' });
  await salt.makeMinion('web-1', 'master-1', ['kube-node']);
  await salt.makeMinion('web-2', 'master-1', ['kube-node']);
  await given(world).node('salt-1');
  web = await given(world).node('web-1');
}, 120_000);
afterAll(() => world.end(), 60_000);

const keysOf = async (id: string) => (await salt.truth()).saltKeys.filter(({ minion }) => minion === id);
const processOf = async (id: string) =>
  (await salt.truth()).minions.find((minion) => minion.id === id && minion.machine);

test('a master on a node serves what its branch leads to, and a minion is let in by the key that its install told', async () => {
  await salt.masterShows('master-1', (master) => has(master, 'Ready', 'True') && master.status?.commit === FIRST);
  const shown = await salt.minionShows('web-1', (minion) => has(minion, 'Ready', 'True'));

  const minion = await processOf('web-1');
  expect(await keysOf('web-1')).toEqual([{ minion: 'web-1', fingerprint: minion?.fingerprint, list: 'minions' }]);
  expect(shown.status).toMatchObject({ key: 'Accepted', fingerprint: minion?.fingerprint, roles: ['kube-node'] });
  expect(minion?.grains.roles).toEqual(['kube-node']);
  expect((await salt.truth()).saltCommits).toEqual([FIRST]);
}, 120_000);

test('roles that change reach the minion', async () => {
  await salt.change('web-1', { roles: ['kube-node', 'edge'] });
  await salt.minionShows('web-1', ({ status }) => status?.roles?.includes('edge'));

  expect((await processOf('web-1'))?.grains.roles).toEqual(['kube-node', 'edge']);
}, 60_000);

test('an impostor is not let in, whatever it comes before: both fingerprints are shown, nothing runs on it', async () => {
  await salt.impostor('web-2', IMPOSTOR);
  await given(world).node('web-2');

  const shown = await salt.minionShows('web-2', ({ status }) => status?.presented === IMPOSTOR && status.fingerprint);
  expect(has(shown, 'KeyAccepted', 'True')).toBe(false);
  await salt.minionShows('web-2', (minion) => has(minion, 'Ready', 'True'));

  const [impostor, ...others] = (await salt.truth()).minions.filter(({ id, machine }) => id === 'web-2' && !machine);
  expect(others).toEqual([]);
  expect(impostor).toMatchObject({ fingerprint: IMPOSTOR, runs: [] });
  expect(impostor?.key).not.toBe('minions');
  expect(await processOf('web-2')).toMatchObject({ key: 'minions', grains: { roles: ['kube-node'] } });
}, 120_000);

test('a new commit of the branch is served beside the old one', async () => {
  await salt.repository({ branches: { main: SECOND }, commits });
  await salt.masterShows('master-1', ({ status }) => status?.commit === SECOND);

  expect((await salt.truth()).saltCommits).toEqual([FIRST, SECOND]);
}, 60_000);

test('states that do not compile are told in the words of Salt, until a commit compiles', async () => {
  const words = "Rendering SLS 'web' failed: Jinja variable 'nothing' is undefined";
  const broken = { files: ['top.sls'], refusals: [{ kind: 'compile', words: [words] }] };
  await salt.repository({ branches: { main: BROKEN }, commits: { ...commits, [BROKEN]: broken } });
  await salt.masterShows('master-1', (master) => has(master, 'StatesCompile', 'False', new RegExp(words)));
  await salt.repository({ branches: { main: SECOND }, commits });

  const shown = await salt.masterShows('master-1', (master) => has(master, 'StatesCompile', 'True', /web-1/));
  expect(shown.status?.commit).toBe(SECOND);
}, 60_000);

test('an unknown commit and a repository that is away are told in the words of git, and heal', async () => {
  await salt.makeMaster('by-commit', { external: true, revision: { commit: LOST } });
  await salt.masterShows('by-commit', (master) => has(master, 'CommitServed', 'False', /NotFound .*not our ref c{40}/));
  await salt.repository({ reachable: false, branches: { main: SECOND }, commits });
  await salt.masterShows('master-1', (master) => has(master, 'Ready', 'False', /Unavailable .*Could not resolve host/));

  await salt.repository({ branches: { main: SECOND }, commits: { ...commits, [LOST]: { files: ['top.sls'] } } });
  await salt.masterShows('by-commit', (master) => has(master, 'Ready', 'True') && master.status?.commit === LOST);
  await salt.masterShows('master-1', (master) => has(master, 'Ready', 'True'));
}, 120_000);

test('a reinstall renews the key', async () => {
  const before = (await salt.minion('web-1'))?.status?.fingerprint;
  const reinstall = await operation(world, 'Reinstall', ['web-1']);
  await reinstall.is('Complete');
  const shown = await salt.minionShows(
    'web-1',
    (minion) => has(minion, 'Ready', 'True') && minion.status?.fingerprint !== before,
  );

  expect(await keysOf('web-1')).toEqual([{ minion: 'web-1', fingerprint: shown.status?.fingerprint, list: 'minions' }]);
  expect((await processOf('web-1'))?.grains.roles).toEqual(['kube-node', 'edge']);
}, 120_000);

test('the key is off the master before the node is gone', async () => {
  const lift = await world.simulator.fault({ system: 'salt', status: 503 });
  await web.when.deleted();
  await salt.minionShows('web-1', (minion) => has(minion, 'CleanupIncomplete', 'True', /503/));
  expect(await keysOf('web-1')).toHaveLength(1);
  expect(await world.cluster.get(computeNode, { namespace: 'default', name: 'web-1' })).toBeDefined();

  await lift();
  await web.then.isGone();
  expect(await keysOf('web-1')).toEqual([]);
  await eventually('the minion waits for a node', async () => {
    const minion = await salt.minion('web-1');
    return minion && has(minion, 'Stalled', 'True', /There is no ComputeNode web-1/);
  });
}, 120_000);

import { valueReturn } from '../../activities/adapters/memory/salt-returns.ts';
import { Failure } from '../../activities/failure.ts';
import { SALT_MINION_FINALIZER } from '../../api/groups.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { eventually } from './dsl/eventually.ts';
import { FINGERPRINT, isTrue, PlayedMaster, PlayedMinion, REPOSITORY } from './dsl/played-minion.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const WORDS = "Rendering SLS 'x:site' failed: Jinja variable 'nothing' is undefined; line 3";
const [FIRST, SECOND] = ['a'.repeat(40), 'b'.repeat(40)] as const;

async function aMaster() {
  const world = await stage.play();
  const { repositories } = world.datacenter.salt;
  const repository = { branches: { main: FIRST as string }, commits: { [FIRST]: ['top.sls'], [SECOND]: ['top.sls'] } };
  repositories.set(REPOSITORY, repository);
  const master = await PlayedMaster.applied(world);
  await master.isSeen();
  return { world, master, repository };
}

test('a master follows its branch by itself, heals, and goes', async () => {
  const { world, master, repository } = await aMaster();
  await master.shows('the first commit', (status) => isTrue(status, 'Ready') && status.commit === FIRST);
  repository.branches.main = SECOND;
  await master.shows('the second commit', ({ commit }) => commit === SECOND);
  expect(await world.datacenter.salt.served()).toEqual([FIRST, SECOND]);

  repository.branches = {} as typeof repository.branches;
  const { conditions } = await master.shows('that there is no branch', (status) => isTrue(status, 'Stalled'));
  expect(conditions?.find(({ type }) => type === 'CommitServed')?.message).toContain('git knows no such ref');
  repository.branches = { main: FIRST };
  await master.shows('the branch', (status) => isTrue(status, 'Ready') && status.commit === FIRST);

  await master.isDeleted();
  await master.handle.result();
});

test('states that do not compile are told in the words of Salt, until a commit compiles', async () => {
  const { world, master, repository } = await aMaster();
  const { cluster, salt } = world.datacenter;
  await master.shows('that nobody can tell', ({ conditions }) =>
    conditions?.some(({ reason }) => reason === 'NoMinion'),
  );
  const minion = { namespace: 'default', name: 'web-1' };
  const { metadata } = await cluster.create(saltMinion, {
    metadata: minion,
    spec: { computeNode: 'web-1', master: 'master-1' },
  });
  await cluster.applyStatus(saltMinion, { metadata, status: { key: 'Accepted' } });
  salt.plantKey('web-1');
  salt.answer = (_minion, { kwargs }) => ({
    kind: 'returns',
    value: valueReturn(kwargs?.saltenv === FIRST ? [WORDS] : []),
  });

  const { conditions, commit } = await master.shows('what Salt says', ({ conditions: all }) =>
    all?.some(({ type, status }) => type === 'StatesCompile' && status === 'False'),
  );
  expect(commit).toBe(FIRST);
  expect(conditions).toContainEqual(
    expect.objectContaining({ reason: 'CompileError', message: expect.stringContaining(WORDS) as string }),
  );
  repository.branches.main = SECOND;
  await master.shows('that it compiles', (status) => isTrue(status, 'StatesCompile') && status.commit === SECOND);
});

test('a minion is let in, and lets its node go without its key', async () => {
  const { world } = await aMaster();
  const { salt } = world.datacenter;
  await world.readyNode();
  const minion = await PlayedMinion.applied(world);
  await minion.isSeen();
  await minion.shows('that it waits', ({ key }) => key === 'Missing');
  expect(await minion.holdsNode()).toEqual([SALT_MINION_FINALIZER]);

  salt.plantKey('web-1', FINGERPRINT, 'Pending');
  await minion.shows('its key', (status) => isTrue(status, 'Ready') && status.fingerprint === FINGERPRINT);
  const refused = new Failure('Unavailable', 'the master does not answer');
  const lost = world.disturbances.fails('minion.tend', refused, 'before');
  await minion.isSeen();
  await minion.shows('the fault', ({ conditions }) => conditions?.some(({ reason }) => reason === 'Unavailable'));
  lost.heal();
  await minion.shows('that it is well', (status) => isTrue(status, 'Ready'));

  await minion.isDeleted();
  await minion.handle.result();
  expect(await salt.fingerprints(['web-1'])).toEqual([]);
  expect(await minion.holdsNode()).toEqual([]);
  await eventually('nothing else was done', () => salt.log.changes.length === 3 && salt.log.changes);
});

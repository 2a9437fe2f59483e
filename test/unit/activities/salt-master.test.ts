import { Failure } from '../../../activities/failure.ts';
import { saltMasterActivities } from '../../../activities/salt-master/activities.ts';
import { sortOut } from '../../../activities/salt-master/judge.ts';
import { createOpenMaster } from '../../../activities/salt/masters.ts';
import { SALT_MASTER_FINALIZER } from '../../../api/groups.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { saltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion } from '../../../api/kinds/salt-minion.ts';
import { aDatacenter, aNodeIn } from './claimed-node.ts';
import { aMaster, REPOSITORY } from './salted-node.ts';

const [OLD, NEW, UNKNOWN] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

async function aTendedMaster(spec: object = {}) {
  const place = await aDatacenter();
  const { cluster, salt } = place;
  const repository = { branches: { main: OLD }, commits: { [OLD]: ['top.sls'], [NEW]: ['top.sls', 'web.sls'] } };
  salt.repositories.set(REPOSITORY, repository);
  const { metadata } = await aMaster(place, spec);
  const ref = { namespace: 'default', name: 'master-1', uid: metadata.uid ?? '' };
  const { 'master.tend': tend } = saltMasterActivities({
    client: cluster,
    salt: createOpenMaster(cluster, async () => salt),
  });
  let memory = {};
  const look = async () => {
    const seen = await tend({ ref, memory });
    if (seen.outcome === 'looked') memory = seen.memory;
    return seen;
  };
  const shows = async () => {
    const seen = await look();
    if (seen.outcome !== 'looked') throw new Error(`the look found it ${seen.outcome}`);
    return seen;
  };
  return { place, repository, ref, look, shows };
}

test('a branch is resolved and served, and looked at again; what was served before still is', async () => {
  const { place, repository, shows } = await aTendedMaster({ pollInterval: '30s' });
  expect(await shows()).toMatchObject({
    pollMs: 30_000,
    report: { commit: OLD, served: [OLD], ready: { status: 'True' }, commitServed: { status: 'True' }, settled: true },
  });

  repository.branches.main = NEW;
  expect((await shows()).report).toMatchObject({ commit: NEW, served: [OLD, NEW] });
  expect(await place.salt.fileList(NEW)).toEqual(['top.sls', 'web.sls']);
});

test('an unknown commit is said in the words of git, and heals when it is pushed', async () => {
  const { repository, shows } = await aTendedMaster({ revision: { commit: UNKNOWN } });
  const { report } = await shows();
  expect(report).toMatchObject({ ready: { status: 'False', reason: 'NotFound' }, stalled: true, settled: false });
  expect(report.commitServed.message).toContain(`${REPOSITORY} has no commit ${UNKNOWN}: git can't fetch it.`);

  Object.assign(repository.commits, { [UNKNOWN]: ['top.sls'] });
  expect((await shows()).report).toMatchObject({ commit: UNKNOWN, ready: { status: 'True' }, settled: true });
});

test('a repository that is away is a passing fault; the commit of before goes on being shown and served', async () => {
  const { place, shows } = await aTendedMaster();
  await shows();
  place.salt.repositories.clear();

  expect((await shows()).report).toMatchObject({
    commit: OLD,
    served: [OLD],
    ready: {
      status: 'False',
      reason: 'Unavailable',
      message: expect.stringContaining(`can't reach ${REPOSITORY}`) as string,
    },
    stalled: false,
    settled: false,
  });
});

test('a salt-api that does not answer is no matter of the commit: the look fails', async () => {
  const { place, look } = await aTendedMaster();
  place.salt.keys = () => Promise.reject(new Failure('Unavailable', 'nobody listens'));

  await expect(look()).rejects.toMatchObject({ type: 'Unavailable' });
});

test('a master on a node waits for it', async () => {
  const { place, shows } = await aTendedMaster({ external: false, computeNode: 'salt-1' });
  expect((await shows()).report).toMatchObject({ ready: { reason: 'NotFound' }, stalled: true });

  const node = await aNodeIn(place, 'salt-1');
  expect((await shows()).report).toMatchObject({ ready: { reason: 'InProgress' }, stalled: false });
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  const condition = { type: 'Ready', status: 'True' as const, reason: 'Succeeded', message: '', lastTransitionTime };
  await place.cluster.applyStatus(computeNode, {
    metadata: node,
    status: { observedGeneration: 1, conditions: [condition] },
  });
  expect((await shows()).report).toMatchObject({ ready: { status: 'True' } });
});

test('a master stays until its minions have gone', async () => {
  const { place, ref, look, shows } = await aTendedMaster();
  const { cluster } = place;
  await cluster.mergePatch(saltMaster, ref, { metadata: { finalizers: [SALT_MASTER_FINALIZER] } });
  const minion = { namespace: 'default', name: 'web-1' };
  await cluster.create(saltMinion, { metadata: minion, spec: { computeNode: 'web-1', master: 'master-1' } });
  await cluster.delete(saltMaster, ref);
  expect((await shows()).report).toMatchObject({
    ready: { reason: 'InUse', message: expect.stringContaining('web-1') as string },
  });

  await cluster.delete(saltMinion, minion);
  expect(await look()).toEqual({ outcome: 'gone' });
  expect(await cluster.get(saltMaster, ref)).toBeUndefined();
});

describe('which commits are kept', () => {
  const HOUR = 3_600_000;

  it('keeps what a rollout or the revision names, and the rest for an hour', () => {
    const first = sortOut([OLD, NEW], [NEW], {}, 1_000);
    expect(first).toEqual({ keep: [NEW, OLD], idle: { [OLD]: 1_000 } });
    expect(sortOut([OLD, NEW], [NEW], first.idle, HOUR).keep).toEqual([NEW, OLD]);
    expect(sortOut([OLD, NEW], [NEW], first.idle, 1_000 + HOUR)).toEqual({ keep: [NEW], idle: {} });
  });

  it('begins to count anew when somebody named it meanwhile', () => {
    const { idle } = sortOut([OLD, NEW], [OLD, NEW], { [OLD]: 0 }, HOUR / 2);
    expect(sortOut([OLD, NEW], [NEW], idle, HOUR)).toMatchObject({ keep: [NEW, OLD], idle: { [OLD]: HOUR } });
  });
});

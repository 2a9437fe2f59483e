import { deploymentActivities } from '../../../activities/rollout/deployment.ts';
import type { SeenDeployment } from '../../../activities/rollout/look.ts';
import { createOpenMaster } from '../../../activities/salt/masters.ts';
import { GOOD_COMMIT_ANNOTATION } from '../../../api/groups.ts';
import { saltDeployment } from '../../../api/kinds/salt-deployment.ts';
import { goodCommitMark, goodCommitOf } from '../../../api/rollout/good-commit.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aDatacenter } from '../activities/claimed-node.ts';

const [OLD, NEW] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];

interface Deployment {
  uid: string;
  /** Its chain looks, and knows that the commit is good. */
  looks(good?: string): Promise<SeenDeployment>;
  mark(): Promise<string | undefined>;
}

async function aDeployment(
  { cluster, fleet, salt }: Datacenter,
  name: string,
  dependsOn: string[] = [],
): Promise<Deployment> {
  const { metadata } = await cluster.create(saltDeployment, {
    metadata: { name, namespace: 'default' },
    spec: { nodePool: name, saltMaster: 'master-1', revision: { commit: NEW }, dependsOn },
  });
  const ref = { namespace: 'default', name, uid: metadata.uid ?? '' };
  const { 'rollout.look': look } = deploymentActivities({
    client: cluster,
    fleet,
    salt: createOpenMaster(cluster, async () => salt),
  });
  return {
    uid: ref.uid,
    async looks(good) {
      const seen = await look({ ref, underWay: false, ...(good !== undefined && { good }) });
      if (seen.outcome !== 'seen') throw new Error('the look found nothing');
      return seen;
    },
    mark: async () => (await cluster.get(saltDeployment, ref))?.metadata.annotations?.[GOOD_COMMIT_ANNOTATION],
  };
}

const waitsFor = (words: string) => [`SaltDeployment masters has to succeed at ${NEW} first; ${words}`];

test('nodes wait until their masters have succeeded at the very commit', async () => {
  const place = await aDatacenter();
  const masters = await aDeployment(place, 'masters');
  const nodes = await aDeployment(place, 'nodes', ['masters']);
  expect((await nodes.looks()).blockers).toEqual(waitsFor('it has succeeded at none yet'));

  await masters.looks(OLD);
  const before = await nodes.looks();
  expect(before.blockers).toEqual(waitsFor(`it is at ${OLD}`));

  await masters.looks(NEW);
  const after = await nodes.looks();
  expect(after.blockers).toEqual([]);
  // By which the bridge wakes them.
  expect(after.surroundings).not.toBe(before.surroundings);
});

test('what the status of the masters shows leads to nothing, and wiped it takes nothing away', async () => {
  const place = await aDatacenter();
  const { cluster } = place;
  const masters = await aDeployment(place, 'masters');
  const nodes = await aDeployment(place, 'nodes', ['masters']);
  const shows = async (lastGoodCommit: string | null) => {
    const { metadata } = (await cluster.get(saltDeployment, { namespace: 'default', name: 'masters' })) ?? {};
    if (metadata) await cluster.applyStatus(saltDeployment, { metadata, status: { lastGoodCommit } });
  };

  await shows(NEW);
  expect((await nodes.looks()).blockers).toHaveLength(1);
  await masters.looks(NEW);
  await shows(null);
  expect((await nodes.looks()).blockers).toEqual([]);
});

test('a deployment that is not there blocks, and so does one that was made anew, with the mark of the old one', async () => {
  const place = await aDatacenter();
  const nodes = await aDeployment(place, 'nodes', ['masters']);
  expect((await nodes.looks()).blockers).toEqual(['there is no SaltDeployment masters, which it depends on']);

  const masters = await aDeployment(place, 'masters');
  await masters.looks(NEW);
  const annotations = { [GOOD_COMMIT_ANNOTATION]: (await masters.mark()) ?? '' };
  place.cluster.forget(saltDeployment, { namespace: 'default', name: 'masters' });
  await aDeployment(place, 'masters');
  await place.cluster.mergePatch(
    saltDeployment,
    { namespace: 'default', name: 'masters' },
    { metadata: { annotations } },
  );
  expect((await nodes.looks()).blockers).toEqual(waitsFor('it has succeeded at none yet'));
});

test('the mark is written when it is news, and heals when somebody took it away', async () => {
  const place = await aDatacenter();
  const { cluster } = place;
  const masters = await aDeployment(place, 'masters');
  const patches = () => cluster.writes.filter((write) => write === 'patch SaltDeployment masters').length;
  await masters.looks();
  expect(await masters.mark()).toBeUndefined();

  await masters.looks(OLD);
  await masters.looks(OLD);
  expect([await masters.mark(), patches()]).toEqual([`${OLD}/${masters.uid}`, 1]);

  const annotations = { [GOOD_COMMIT_ANNOTATION]: null };
  await cluster.mergePatch(saltDeployment, { namespace: 'default', name: 'masters' }, { metadata: { annotations } });
  await masters.looks(OLD);
  expect(await masters.mark()).toBe(`${OLD}/${masters.uid}`);
});

it.each<[string, Record<string, string> | undefined, string | undefined]>([
  ['its own', goodCommitMark({ name: 'web', uid: 'u1' }, NEW), NEW],
  ['of a copy', goodCommitMark({ name: 'web', uid: 'u2' }, NEW), undefined],
  ['without a uid', { [GOOD_COMMIT_ANNOTATION]: NEW }, undefined],
  ['none', undefined, undefined],
])('the mark of a deployment: %s', (_, annotations, commit) => {
  expect(goodCommitOf({ name: 'web', uid: 'u1', ...(annotations && { annotations }) })).toBe(commit);
});

import { Failure } from '../../../activities/failure.ts';
import { RENEWED_LABEL, SALT_MINION_FINALIZER } from '../../../api/groups.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { saltMinion } from '../../../api/kinds/salt-minion.ts';
import { aDatacenter } from './claimed-node.ts';
import { fingerprintsOf } from '../../../api/salt/minion-key.ts';
import { aSaltedNode, fingerprintOf, isDeleted, isInstalledAnew, keyOf, minionActivities } from './salted-node.ts';

const [RIGHT, WRONG] = [fingerprintOf('A'), fingerprintOf('B')];

async function aPlace() {
  const place = await aDatacenter(3);
  const salted = await aSaltedNode(place);
  const states = async () =>
    (await place.salt.fingerprints(['web-1'])).map(({ state, fingerprint }) => [state, fingerprint]);
  return { place, salted, states };
}

/** A minion whose key is accepted, and that has its roles. */
async function anAcceptedMinion() {
  const { place, salted, states } = await aPlace();
  await salted.tells('A');
  place.salt.plantKey('web-1', RIGHT, 'Pending');
  await salted.shows();
  return { place, salted, states };
}

describe('accepting', () => {
  it('waits for the key that the install tells, and does not ask the master before', async () => {
    const { place, salted } = await aPlace();
    place.salt.fingerprints = () => Promise.reject(new Failure('Unavailable', 'the master was asked'));

    expect(await salted.shows()).toMatchObject({
      key: 'Unknown',
      keyAccepted: { reason: 'AwaitingKey' },
      settled: true,
    });
  });

  it('accepts just the key that the install told, and sets the roles', async () => {
    const { place, salted, states } = await aPlace();
    await salted.tells('A');
    expect(await salted.shows()).toMatchObject({ key: 'Missing', fingerprint: RIGHT, settled: false });

    place.salt.plantKey('web-1', RIGHT, 'Pending');
    expect(await salted.shows()).toMatchObject({
      key: 'Accepted',
      fingerprint: RIGHT,
      roles: ['web'],
      keyAccepted: { status: 'True' },
      rolesApplied: { status: 'True' },
      settled: true,
    });
    expect(await states()).toEqual([['Accepted', RIGHT]]);
    expect(place.salt.ran.map(({ minion, fun }) => [minion, fun])).toEqual([['web-1', 'grains.setval']]);
  });

  it('knows the key by the fingerprint of older masters, too', async () => {
    const { place, salted } = await aPlace();
    await salted.tells('A');
    const [, older] = fingerprintsOf(keyOf('A'));
    place.salt.plantKey('web-1', older, 'Pending');

    expect(await salted.shows()).toMatchObject({ key: 'Accepted', fingerprint: older });
  });

  it('does not accept an impostor, shows both fingerprints, and runs nothing on it', async () => {
    const { place, salted, states } = await aPlace();
    await salted.tells('A');
    place.salt.plantKey('web-1', WRONG, 'Pending');

    const report = await salted.shows();

    expect(report).toMatchObject({ key: 'Impostor', fingerprint: RIGHT, presented: WRONG, settled: false });
    expect(report.keyAccepted).toMatchObject({ status: 'False', reason: 'Impostor' });
    expect(report.keyAccepted.message).toContain(RIGHT);
    expect(report.keyAccepted.message).toContain(WRONG);
    expect(await states()).toEqual([['Pending', WRONG]]);
    expect(place.salt.ran).toEqual([]);
  });

  it('lets the right one in although an impostor came first', async () => {
    const { place, salted, states } = await aPlace();
    await salted.tells('A');
    place.salt.plantKey('web-1', WRONG, 'Pending');
    place.salt.plantKey('web-1', RIGHT, 'Denied');

    expect(await salted.shows()).toMatchObject({ key: 'Impostor', presented: WRONG });
    expect(await states()).toEqual([]);
    place.salt.plantKey('web-1', RIGHT, 'Pending');
    expect(await salted.shows()).toMatchObject({ key: 'Accepted' });
  });

  it('throws a wrong key out that somebody accepted by hand', async () => {
    const { place, salted, states } = await aPlace();
    await salted.tells('A');
    place.salt.plantKey('web-1', WRONG, 'Accepted');

    expect(await salted.shows()).toMatchObject({ key: 'Impostor' });
    expect(await states()).toEqual([]);
  });

  it('keeps the right one beside an impostor that was turned away, and says so', async () => {
    const { place, salted } = await anAcceptedMinion();
    place.salt.plantKey('web-1', WRONG, 'Denied');

    const report = await salted.shows();

    expect(report).toMatchObject({ key: 'Accepted', presented: WRONG });
    expect(report.keyAccepted.message).toContain(WRONG);
  });

  it('leaves a key alone that somebody rejected', async () => {
    const { place, salted, states } = await aPlace();
    await salted.tells('A');
    place.salt.plantKey('web-1', RIGHT, 'Rejected');

    expect(await salted.shows()).toMatchObject({ stalled: true, keyAccepted: { reason: 'Conflict' } });
    expect(await states()).toEqual([['Rejected', RIGHT]]);
  });

  it('says of a machine without a minion what to do', async () => {
    const { place, salted } = await aPlace();
    await place.cluster.applyStatus(computeNode, {
      metadata: salted.node.ref,
      status: { observedGeneration: 1, conditions: [ready()] },
    });

    expect(await salted.shows()).toMatchObject({ stalled: true, keyAccepted: { reason: 'NotInstalled' } });
  });

  it('does nothing for an object that is not named as its node', async () => {
    const place = await aDatacenter();
    const salted = await aSaltedNode(place, { computeNode: 'web-2' });

    expect(await salted.shows()).toMatchObject({ stalled: true, keyAccepted: { reason: 'InvalidInput' } });
  });
});

describe('roles', () => {
  it('are set again only when they change', async () => {
    const { place, salted } = await anAcceptedMinion();
    await salted.shows();
    expect(place.salt.ran).toHaveLength(1);

    await place.cluster.mergePatch(saltMinion, salted.node.ref, { spec: { roles: ['web', 'edge'] } });
    expect(await salted.shows()).toMatchObject({ roles: ['web', 'edge'] });
    expect(place.salt.ran).toHaveLength(2);
  });

  it('are tried again on a minion that says nothing', async () => {
    const { place, salted } = await aPlace();
    await salted.tells('A');
    place.salt.plantKey('web-1', RIGHT, 'Pending');
    place.salt.away.add('web-1');

    expect(await salted.shows()).toMatchObject({ rolesApplied: { reason: 'MinionSilent' }, settled: false });
    place.salt.away.clear();
    expect(await salted.shows()).toMatchObject({ rolesApplied: { status: 'True' }, settled: true });
  });
});

describe('a reinstall', () => {
  it('takes the old key off the master, and accepts the new one', async () => {
    const { place, salted, states } = await anAcceptedMinion();
    await isInstalledAnew(place, salted);
    expect(await salted.shows()).toMatchObject({ keyAccepted: { reason: 'AwaitingKey' } });
    expect(await states()).toEqual([]);

    await salted.tells('B');
    place.salt.plantKey('web-1', WRONG, 'Pending');
    expect(await salted.shows()).toMatchObject({ key: 'Accepted', fingerprint: WRONG, roles: ['web'] });
    expect(place.salt.ran).toHaveLength(2);
  });

  it('is marked: the commit that was on the disk before is not on it', async () => {
    const { place, salted } = await anAcceptedMinion();
    const ref = { namespace: 'default', name: 'web-1' };
    const label = async () => (await place.cluster.get(saltMinion, ref))?.metadata.labels?.[RENEWED_LABEL];
    await salted.shows();
    expect(await label()).toBeUndefined();

    await isInstalledAnew(place, salted);
    await salted.tells('B');
    await salted.shows();
    expect(await label()).toBe('true');
  });

  it('is no impostor, although the old key still stands there when the new one is told', async () => {
    const { place, salted, states } = await anAcceptedMinion();
    await isInstalledAnew(place, salted);
    await salted.tells('B');

    expect(await salted.shows()).toMatchObject({ key: 'Pending', keyAccepted: { reason: 'InProgress' } });
    expect(await states()).toEqual([]);
  });
});

describe('an end', () => {
  it('keeps the key while the machine is being taken down, and takes it away before the node goes', async () => {
    const { place, salted, states } = await anAcceptedMinion();
    await isDeleted(place, salted, false);
    expect(await salted.shows()).toMatchObject({ keyAccepted: { reason: 'Deleting' } });
    expect(await states()).toHaveLength(1);

    await isDeleted(place, salted);
    expect(await place.cluster.get(computeNode, salted.node.ref)).toBeDefined();
    expect(await salted.shows()).toMatchObject({ key: 'Gone' });
    expect(await states()).toEqual([]);
    expect(await place.cluster.get(computeNode, salted.node.ref)).toBeUndefined();
  });

  it('keeps the node until the master was heard, and says why', async () => {
    const { place, salted } = await anAcceptedMinion();
    place.salt.fingerprints = () => Promise.reject(new Failure('Unavailable', 'the master does not answer'));
    await isDeleted(place, salted);

    const report = await salted.shows();

    expect(report).toMatchObject({
      cleanup: { status: 'True', message: 'the master does not answer' },
      settled: false,
    });
    expect((await place.cluster.get(computeNode, salted.node.ref))?.metadata.finalizers).toEqual([
      SALT_MINION_FINALIZER,
    ]);
  });

  it('takes no key off the master that is not its own', async () => {
    const { place, salted, states } = await aPlace();
    await salted.tells('A');
    await salted.shows();
    place.salt.plantKey('web-1', WRONG, 'Accepted');
    await place.cluster.delete(saltMinion, salted.node.ref);

    expect(await salted.look()).toEqual({ outcome: 'gone' });
    expect(await states()).toEqual([['Accepted', WRONG]]);
    expect(await place.cluster.get(saltMinion, salted.node.ref)).toBeUndefined();
  });

  it('of a SaltMinion lets the node be as it was before', async () => {
    const { place, salted, states } = await anAcceptedMinion();
    expect((await place.cluster.get(computeNode, salted.node.ref))?.metadata.finalizers).toContain(
      SALT_MINION_FINALIZER,
    );
    await place.cluster.delete(saltMinion, salted.node.ref);

    expect(await salted.look()).toEqual({ outcome: 'gone' });
    expect(await states()).toEqual([]);
    expect((await place.cluster.get(computeNode, salted.node.ref))?.metadata.finalizers).not.toContain(
      SALT_MINION_FINALIZER,
    );
  });

  it('takes the SaltMinion along that was made for the node', async () => {
    const place = await aDatacenter();
    const salted = await aSaltedNode(place, { made: true });
    await salted.tells('A');
    await salted.shows();
    await isDeleted(place, salted);

    await salted.look();

    expect((await place.cluster.get(saltMinion, salted.node.ref))?.metadata.deletionTimestamp).toBeDefined();
    expect(await salted.look()).toEqual({ outcome: 'gone' });
  });

  it('of a rack is one call to the master', async () => {
    const place = await aDatacenter(3);
    const rack = [
      await aSaltedNode(place, { name: 'web-1' }),
      await aSaltedNode(place, { name: 'web-2' }),
      await aSaltedNode(place, { name: 'web-3' }),
    ];
    for (const [index, salted] of rack.entries()) {
      await salted.tells('ABC'.charAt(index));
      place.salt.plantKey(`web-${index + 1}`, fingerprintOf('ABC'.charAt(index)), 'Pending');
      await salted.shows();
      await isDeleted(place, salted);
    }
    const before = place.salt.log.changes.length;
    const { 'minion.tend': tend } = minionActivities(place);
    await Promise.all(
      rack.map(async ({ node, memory }) => {
        const minion = await place.cluster.get(saltMinion, node.ref);
        const ref = { ...node.ref, uid: minion?.metadata.uid ?? '' };
        return tend({ ref, memory });
      }),
    );

    expect(place.salt.log.changes.slice(before)).toEqual(['delete the keys of web-1, web-2, web-3']);
  });
});

test('nothing is done for an object of another uid', async () => {
  const { place, salted } = await aPlace();
  const { metadata } = (await place.cluster.get(saltMinion, salted.node.ref)) ?? { metadata: { finalizers: [] } };
  await place.cluster.mergePatch(saltMinion, salted.node.ref, { metadata: { finalizers: [] } });
  await place.cluster.delete(saltMinion, salted.node.ref);
  await place.cluster.create(saltMinion, {
    metadata: { namespace: 'default', name: 'web-1', finalizers: metadata.finalizers },
    spec: { computeNode: 'web-1', master: 'master-1' },
  });

  expect(await salted.look()).toEqual({ outcome: 'absent' });
});

function ready() {
  return {
    type: 'Ready',
    status: 'True' as const,
    reason: 'Succeeded',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
}

import { ADDRESS_FINALIZER, IN_USE_FINALIZER } from '../../../api/groups.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import { planned } from './fleet-of.ts';
import { asset, claim, l2DomainNamed, object, rackNamed, subnetNamed, vpcNamed } from './objects.ts';

const NOW = '2026-02-02T00:00:00Z';
const DELETED = '2026-02-01T00:00:00Z';
const L2 = [l2DomainNamed('l2-a', ['s4']), subnetNamed('s4', '10.1.1.0/24'), vpcNamed('core')];
/** An asset that a claim stood on once. */
const held = (name: string) => asset(name, {}, { finalizers: [IN_USE_FINALIZER] });

function statusOf(object: Resource, ...others: Resource[]): unknown {
  const [action, ...more] = planned(object, {}, others);
  expect(more).toEqual([]);
  return action?.type === 'writeStatus' ? action.status : action;
}

describe('the status of an asset', () => {
  const hold = { reason: 'three failed installs', since: DELETED };

  it.each([
    ['no claim', [], 'Free', null],
    ['a claim', [claim('r1-a01')], 'Claimed', 'web-1'],
    ['a claim with a hold', [claim('r1-a01', { hold: { phase: 'Cleaning', ...hold } })], 'Cleaning', 'web-1'],
    ['a claim that goes', [claim('r1-a01', {}, { deletionTimestamp: DELETED })], 'Claimed', 'web-1'],
    ["another asset's claim", [claim('r1-a02')], 'Free', null],
  ])('with %s', (_, claims, phase, holder) => {
    const status = statusOf(held('r1-a01'), ...L2, ...claims) as {
      phase: string;
      claimedBy: { name: string } | null;
    };

    expect(status.phase).toBe(phase);
    expect(status.claimedBy?.name ?? null).toBe(holder);
  });

  it('is not written again when it is there', () => {
    const first = asset('r1-a01');
    const status = statusOf(first, ...L2) as object;

    expect(statusOf({ ...first, status } as typeof first, ...L2)).toBeUndefined();
  });

  it('keeps the time of a verdict that did not change, and takes a new one for one that did', () => {
    const lastTransitionTime = '2020-01-01T00:00:00Z';
    const shown = {
      type: 'Accepted',
      status: 'False',
      reason: 'DuplicateMacAddress',
      message: 'm',
      lastTransitionTime,
    };
    const object = asset('r1-a01', { status: { phase: 'Free', conditions: [shown] } });

    const stillFalse = statusOf(object) as { conditions: object[] };
    const trueNow = statusOf(object, ...L2) as { conditions: object[] };

    expect(stillFalse.conditions).toEqual([
      expect.objectContaining({ status: 'False', reason: 'ReferenceNotFound', lastTransitionTime }),
    ]);
    expect(trueNow.conditions).toEqual([expect.objectContaining({ status: 'True', lastTransitionTime: NOW })]);
  });
});

describe('the finalizer of a claim', () => {
  const hold = (phase: string) => ({ hold: { phase, reason: 'fan', since: DELETED } });
  const gone = { deletionTimestamp: DELETED };

  it.each(['Suspect', 'Quarantined', 'Broken'])('goes when somebody deletes it while %s', (phase) => {
    const deleted = claim('r1-a01', hold(phase), { ...gone, finalizers: ['infra.tess.io/asset-claim', 'other/one'] });

    expect(planned(deleted)).toEqual([
      expect.objectContaining({
        type: 'setFinalizers',
        finalizers: ['other/one'],
        resourceVersion: deleted.metadata.resourceVersion,
      }),
    ]);
  });

  it.each([
    ['it is not deleted', claim('r1-a01', hold('Broken'))],
    ['its node still cleans', claim('r1-a01', hold('Cleaning'), gone)],
    ['there is no hold: the workflow has to prove the machine off', claim('r1-a01', {}, gone)],
    ['it is gone already', claim('r1-a01', hold('Broken'), { ...gone, finalizers: [] })],
  ])('stays when %s', (_, kept) => {
    expect(planned(kept)).toEqual([]);
  });
});

describe('the status of an address', () => {
  const claimRef = { kind: 'ComputeNode', namespace: 'default', name: 'web-1', uid: 'u', device: '1' };
  const address = (metadata: object, status?: object) =>
    object(
      ipAddressKind,
      { name: 'core-0a01010b', finalizers: [ADDRESS_FINALIZER], ...metadata },
      { spec: { address: '10.1.1.11', subnet: 's', claimRef }, status },
    );

  it.each([
    ['bound: no write at all', address({}), undefined],
    ['released', address({ deletionTimestamp: DELETED }), { phase: 'Quarantined', releasedAt: DELETED }],
    [
      'known as released',
      address({ deletionTimestamp: DELETED }, { phase: 'Quarantined', releasedAt: DELETED }),
      undefined,
    ],
    ['swept', address({ deletionTimestamp: DELETED, finalizers: [] }), undefined],
  ])('%s', (_, ipAddress, expected) => {
    expect(statusOf(ipAddress)).toEqual(expected);
  });
});

it('subnets, L2 domains and switches get their verdict once', () => {
  const subnet = subnetNamed('s4', '10.1.1.0/24');
  const vpc = vpcNamed('core');
  const verdict = statusOf(subnet, vpc) as object;

  expect(verdict).toEqual({
    conditions: [expect.objectContaining({ type: 'Accepted', status: 'True', observedGeneration: 1 })],
  });
  expect(statusOf({ ...subnet, status: verdict } as typeof subnet, vpc)).toBeUndefined();
  expect(statusOf(l2DomainNamed('l2-b', ['nope']))).toEqual({
    conditions: [expect.objectContaining({ status: 'False', reason: 'ReferenceNotFound' })],
  });
  expect(rackNamed('r1').kind).toBe('Rack');
});

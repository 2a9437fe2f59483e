import { DELETE_FIRST_ANNOTATION, POOL_LABEL, POOL_REVISION_LABEL, POOL_UID_LABEL } from '../../../api/groups.ts';
import type { ObjectMeta } from '../../../api/kinds/kind.ts';
import { acceptPool, type Claimant } from '../../../api/pool/acceptance.ts';
import { poolNodeOf } from '../../../api/pool/node-view.ts';
import { node } from '../bridge/objects.ts';

const at = '2026-01-01T00:00:00Z';
const conditions = (...types: string[]) => ({
  conditions: types.map((type) => ({ type, status: 'True', reason: 'R', message: `${type}!`, lastTransitionTime: at })),
});
const seen = (metadata: Partial<ObjectMeta> = {}, status?: object) =>
  poolNodeOf(node(metadata, status), { name: 'web' });

describe('of a node the planner sees', () => {
  it('age, labels, revision and the mark', () => {
    const labels = { role: 'web', [POOL_UID_LABEL]: 'p1', [POOL_REVISION_LABEL]: 'r1' };
    expect(seen({ labels, annotations: { [DELETE_FIRST_ANNOTATION]: '' } })).toEqual({
      name: 'web-1',
      uid: 'uid-web-1',
      createdAt: Date.parse(at),
      labels,
      owner: 'p1',
      revision: 'r1',
      health: { state: 'Starting' },
      deletion: 'None',
      deleteFirst: true,
    });
  });

  test.each<[what: string, metadata: Partial<ObjectMeta>, owner: string | null]>([
    ['nobody', {}, null],
    ['the pool by name, which is not enough', { labels: { [POOL_LABEL]: 'web' } }, null],
    ['another pool by name', { labels: { [POOL_LABEL]: 'db' } }, 'NodePool db'],
    ['a pool by uid', { labels: { [POOL_LABEL]: 'web', [POOL_UID_LABEL]: 'p0' } }, 'p0'],
    [
      'something else',
      { ownerReferences: [{ apiVersion: 'x/v1', kind: 'Machine', name: 'm1', uid: 'u' }] },
      'Machine m1',
    ],
  ])('as its owner %s', (_what, metadata, owner) => {
    expect(seen(metadata).owner).toBe(owner);
  });

  test.each([
    ['Ready', ['Provisioned', 'Ready'], { state: 'Ready' }],
    ['Ready though something of it waits', ['Ready', 'Stalled'], { state: 'Ready' }],
    ['stuck', ['Provisioned', 'Stalled'], { state: 'Stalled', why: 'Stalled!' }],
    ['installed', ['Provisioned'], { state: 'NotReady' }],
    ['being installed', ['Scheduled'], { state: 'Starting' }],
  ])('that it is %s', (_what, types, health) => {
    expect(seen({}, conditions(...types)).health).toEqual(health);
  });

  test.each([
    [undefined, [], 'None'],
    [undefined, ['DeletionHeld'], 'None'],
    [at, [], 'Deleting'],
    [at, ['DeletionHeld'], 'Held'],
  ])('deleted at %s with %j: %s', (deletionTimestamp, types, deletion) => {
    expect(seen({ deletionTimestamp }, conditions(...types)).deletion).toBe(deletion);
  });
});

describe('of two pools', () => {
  const claimant = (
    name: string,
    selector: Record<string, string>,
    labels = selector,
    creationTimestamp = at,
  ): Claimant => ({
    metadata: { name, creationTimestamp },
    selector,
    labels,
  });
  const web = claimant('web', { role: 'web' });

  test.each<[what: string, other: Claimant]>([
    ['with the same selector', claimant('web2', { role: 'web' })],
    ['whose nodes the other selects', claimant('web2', { tier: 'front' }, { tier: 'front', role: 'web' })],
    ['who selects the nodes of the other', claimant('web2', {}, { role: 'db' })],
  ])('the later one is refused: %s', (_what, other) => {
    expect(acceptPool(other, [other, web])).toMatchObject({
      accepted: false,
      reason: 'OverlappingSelector',
      message:
        'NodePool web is older, and the nodes of one of the two would match the selector of the other: give them selectors and template labels that differ.',
    });
    expect(acceptPool(web, [other, web])).toEqual({ accepted: true });
  });

  it('both are fine whose nodes differ', () => {
    const db = claimant('xdb', { role: 'db' });
    expect(acceptPool(db, [web, db])).toEqual({ accepted: true });
  });

  it('age decides before the name', () => {
    const later = claimant('a', { role: 'web' }, undefined, '2026-01-02T00:00:00Z');
    expect(acceptPool(later, [web]).accepted).toBe(false);
    expect(acceptPool(web, [later]).accepted).toBe(true);
  });
});

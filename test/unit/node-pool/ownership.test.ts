import { planPool } from '../../../api/pool/planner.ts';
import type { PoolNode, PoolView } from '../../../api/pool/view.ts';
import { aNode, aPool, aView, NEW, OLD } from './a-pool.ts';
import { acts, type Case, nodes, old, paused, rolling } from './acts.ts';

describe('nodes that nobody has', () => {
  const orphan = (name: string, given: Partial<PoolNode> = {}) =>
    aNode(name, { owner: null, revision: null, ...given });

  test.each<Case>([
    ['are adopted before any is made', { nodes: [...nodes(1), orphan('o')] }, { adopts: ['o'], creates: ['new'] }],
    [
      'are adopted as far as they are needed, the oldest first',
      { nodes: [...nodes(2), orphan('p', { createdAt: 2 }), orphan('o', { createdAt: 1 })] },
      { adopts: ['o'] },
    ],
    ['are left alone by a full pool', { nodes: [...nodes(3), orphan('o')] }, {}],
    [
      'are left alone while they are being deleted',
      { nodes: [...nodes(2), orphan('o', { deletion: 'Deleting' })] },
      { creates: ['new'] },
    ],
    [
      'are not adopted by the surge of a rollout',
      { pool: aPool({ strategy: rolling(1, 0) }), nodes: [...old(3), orphan('o')] },
      { creates: ['new'] },
    ],
    [
      'are left alone when somebody else has them',
      { nodes: [...nodes(2), aNode('o', { owner: 'another' })] },
      { creates: ['new'] },
    ],
    ['are left alone without the labels', { nodes: [...nodes(2), orphan('o', { labels: {} })] }, { creates: ['new'] }],
  ])('%s', (_what, view, expected) => {
    expect(acts(aView(view))).toEqual(expected);
  });

  it('count as of the wanted revision, whatever they were made of: else a rollout would wipe them', () => {
    const view = aView({ pool: aPool({ strategy: rolling(0, 3) }), nodes: [orphan('o', { revision: OLD.hash })] });
    const plan = planPool(view);
    expect(plan.adopts).toEqual([{ name: 'o', uid: 'uid-o', revision: NEW.hash }]);
    expect(acts({ ...view, memory: plan.memory })).toEqual({});
  });

  it('are given up when their labels change, and replaced', () => {
    expect(acts(aView({ nodes: [...nodes(2), aNode('m', { labels: { role: 'db' } })] }))).toEqual({
      releases: ['m'],
      creates: ['new'],
    });
  });

  it('keep their names to themselves', () => {
    const name = planPool(aView()).creates[0]?.name ?? '';
    const given = aNode(name, { owner: null, labels: {} });
    for (const view of [aView({ nodes: [given] }), aView({ taken: [name] })]) {
      const names = planPool(view).creates.map((create) => create.name);
      expect(names).toHaveLength(3);
      expect(names).not.toContain(name);
    }
  });
});

describe('a deleted pool', () => {
  const view = (deletion: 'Delete' | 'Orphan', given: Partial<PoolView> = {}) =>
    aView({ pool: aPool({ deletion }), nodes: [...nodes(1), aNode('g', { deletion: 'Deleting' })], ...given });

  it('takes its nodes with it, and is gone after them', () => {
    expect(acts(view('Delete', { pauses: paused }))).toEqual({ deletes: ['n0'] });
    expect(planPool(view('Delete')).gone).toBe(false);
    expect(planPool(view('Delete', { nodes: [aNode('g', { deletion: 'Held' })] })).gone).toBe(false);
    expect(planPool(view('Delete', { nodes: [] })).gone).toBe(true);
  });

  it('leaves them to themselves when that is asked for', () => {
    expect(acts(view('Orphan'))).toEqual({ releases: ['n0'] });
    expect(planPool(view('Orphan', { nodes: [aNode('g', { deletion: 'Deleting' })] })).gone).toBe(true);
  });

  it('is never gone while it is wanted', () => {
    expect(planPool(aView({ pool: aPool({ replicas: 0 }) })).gone).toBe(false);
  });

  it("waits for what it has made and can't see yet", () => {
    const { memory } = planPool(aView());
    expect(planPool(view('Delete', { nodes: [], memory }))).toMatchObject({ deletes: [], gone: false });
  });
});

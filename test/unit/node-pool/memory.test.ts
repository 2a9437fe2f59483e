import { EXPECTED_MS } from '../../../api/pool/census.ts';
import { planPool } from '../../../api/pool/planner.ts';
import type { PoolNode, PoolView } from '../../../api/pool/view.ts';
import { aNode, aPool, aView, NEW, OLD } from './a-pool.ts';

const acts = (view: PoolView) => {
  const { creates, deletes, adopts, releases } = planPool(view);
  return { creates, deletes, adopts, releases };
};
const NOTHING = { creates: [], deletes: [], adopts: [], releases: [] };
const rolling = { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 } as const;

describe('what was decided', () => {
  const views: [what: string, view: PoolView][] = [
    ['a create', aView()],
    ['a delete', aView({ pool: aPool({ replicas: 0 }), nodes: [aNode('a')] })],
    ['an adoption', aView({ nodes: ['a', 'b', 'c'].map((name) => aNode(name, { owner: null })) })],
    ['a release', aView({ pool: aPool({ replicas: 0 }), nodes: [aNode('a', { labels: {} })] })],
  ];

  test.each(views)('%s is not decided twice while it does not show', (_what, view) => {
    const { memory } = planPool(view);
    expect(acts(view)).not.toEqual(NOTHING);
    expect(acts({ ...view, memory, now: view.now + EXPECTED_MS - 1 })).toEqual(NOTHING);
  });

  test.each(views)('%s that never shows is decided again, the same', (_what, view) => {
    const { memory, nextLookAt } = planPool(view);
    expect(nextLookAt).toBe(view.now + EXPECTED_MS);
    expect(acts({ ...view, memory, now: nextLookAt ?? 0 })).toEqual(acts(view));
  });

  it('is forgotten once it shows', () => {
    const view = aView();
    const { memory, creates } = planPool(view);
    const nodes = creates.map(({ name }) => aNode(name));
    expect(planPool({ ...view, memory, nodes }).memory.expected).toEqual([]);
    expect(acts({ ...view, memory, nodes: nodes.slice(1) })).toEqual(NOTHING);
  });

  it('counts against the bounds before it shows', () => {
    const nodes = ['a', 'b', 'c'].map((name) => aNode(name, { revision: OLD.hash }));
    const view = aView({ pool: aPool({ strategy: rolling }), nodes });
    const { memory } = planPool(view);
    // Another one comes first by now, had the first not been taken down.
    const changed = nodes.map((node, index) =>
      index === 2 ? { ...node, health: { state: 'NotReady' } as const } : node,
    );
    expect(acts({ ...view, memory, nodes: changed })).toEqual(NOTHING);
  });

  it('is deleted as soon as it shows, and nobody in its place', () => {
    const view = aView({ pool: aPool({ replicas: 1 }) });
    const { memory, creates } = planPool(view);
    const [name = ''] = creates.map((create) => create.name);
    const none = { ...view, memory, pool: aPool({ replicas: 0 }) };
    expect(acts(none)).toEqual(NOTHING);
    expect(acts({ ...none, nodes: [aNode(name)] }).deletes).toMatchObject([{ name }]);
  });
});

describe('the revision that all had', () => {
  const settled = (nodes: PoolNode[], given: Partial<PoolView> = {}) =>
    planPool(aView({ pool: aPool({ replicas: 2, strategy: rolling }), nodes, ...given })).memory.settled;
  const memory = { ...aView().memory, settled: OLD };

  it('is the wanted one once all nodes are Ready and of it', () => {
    expect(settled([aNode('a'), aNode('b')], { memory })).toEqual(NEW);
  });

  test.each([
    ['one is missing', [aNode('a')]],
    ['one is not Ready', [aNode('a'), aNode('b', { health: { state: 'Starting' } })]],
    ['one is of another', [aNode('a'), aNode('b', { revision: OLD.hash })]],
    ['one is still there', [aNode('a'), aNode('b'), aNode('c', { deletion: 'Deleting' })]],
  ])('stays the one before while %s', (_what, nodes) => {
    expect(settled(nodes, { memory })).toEqual(OLD);
  });

  it('is none for a pool without nodes', () => {
    expect(settled([], { pool: aPool({ replicas: 0 }) })).toBeNull();
  });
});

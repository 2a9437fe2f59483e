import { planPool } from '../../../api/pool/planner.ts';
import type { NodeHealth, PoolNode } from '../../../api/pool/view.ts';
import { aNode, aPool, aView, NEW, OLD } from './a-pool.ts';
import { acts, type Case, nodes, old, paused, rolling } from './acts.ts';

const starting: NodeHealth = { state: 'Starting' };
const notReady: NodeHealth = { state: 'NotReady' };
const stalled: NodeHealth = { state: 'Stalled', why: 'no asset is left' };

describe('scaling', () => {
  test.each<Case>([
    ['an empty pool is filled', {}, { creates: ['new', 'new', 'new'] }],
    ['what is missing is made', { nodes: nodes(2) }, { creates: ['new'] }],
    ['a full pool is left alone', { nodes: nodes(3) }, {}],
    ['the newest goes', { nodes: nodes(4) }, { deletes: ['n3'] }],
    ['of equal age the first by name', { nodes: nodes(4, { createdAt: 7 }) }, { deletes: ['n0'] }],
    [
      'one of an earlier revision goes before the newest',
      { nodes: [aNode('a', { revision: OLD.hash }), ...nodes(3)] },
      { deletes: ['a'] },
    ],
    [
      'one that is not Ready goes before one of an earlier revision',
      { nodes: [aNode('a', { revision: OLD.hash }), aNode('b', { health: notReady }), ...nodes(2)] },
      { deletes: ['b'] },
    ],
    [
      'one that was never installed goes before one that was, and a stuck one before both',
      {
        pool: aPool({ replicas: 1 }),
        nodes: [
          aNode('a', { health: notReady }),
          aNode('b', { health: starting }),
          aNode('c', { health: stalled }),
          ...nodes(1),
        ],
      },
      { deletes: ['c', 'b', 'a'] },
    ],
    [
      'whom somebody marked goes before all',
      { nodes: [aNode('a', { deleteFirst: true }), aNode('b', { health: stalled }), ...nodes(2)] },
      { deletes: ['a'] },
    ],
    ['to nothing, all go', { pool: aPool({ replicas: 0 }), nodes: nodes(2) }, { deletes: ['n1', 'n0'] }],
  ])('%s', (_what, view, expected) => {
    expect(acts(aView(view))).toEqual(expected);
  });

  it('does not let a mark take away a Ready node that the strategy promises', () => {
    const marked = [aNode('a', { deleteFirst: true }), aNode('b', { health: notReady })];
    const pool = aPool({ replicas: 1, strategy: rolling(1, 0) });
    expect(acts(aView({ pool, nodes: marked }))).toEqual({ deletes: ['b'] });
    expect(acts(aView({ pool: aPool({ replicas: 1 }), nodes: marked }))).toEqual({ deletes: ['a'] });
  });
});

describe('healing', () => {
  const leaving = (deletion: PoolNode['deletion'] = 'Deleting') => [...nodes(2), aNode('gone', { deletion })];

  test.each<Case>([
    ['what is being deleted holds its machine still', { nodes: leaving() }, {}],
    ['what is held holds its machine still', { nodes: leaving('Held') }, {}],
    [
      'with surge it is replaced at once',
      { nodes: leaving(), pool: aPool({ strategy: rolling(1, 0) }) },
      { creates: ['new'] },
    ],
    ['a stuck node is not replaced', { nodes: [...nodes(2), aNode('s', { health: stalled })] }, {}],
    ['a node that is not Ready is not replaced', { nodes: [...nodes(2), aNode('s', { health: notReady })] }, {}],
  ])('%s', (_what, view, expected) => {
    expect(acts(aView(view))).toEqual(expected);
  });
});

describe('a new template', () => {
  const pool = (surge: number | string, unavailable: number | string, replicas = 4) =>
    aPool({ replicas, strategy: rolling(surge, unavailable) });

  test.each<Case>([
    ['under OnDelete is for new nodes only', { nodes: old(3) }, {}],
    ['under OnDelete is what a deleted one is made of', { nodes: old(2) }, { creates: ['new'] }],
    ['without surge begins with a deletion', { pool: pool(0, 1), nodes: old(4) }, { deletes: ['old3'] }],
    ['with surge begins with a node', { pool: pool(1, 0), nodes: old(4) }, { creates: ['new'] }],
    ['with both does both', { pool: pool(1, 1), nodes: old(4) }, { creates: ['new'], deletes: ['old3'] }],
    [
      'rounds shares as Kubernetes does',
      { pool: pool('25%', '25%', 5), nodes: old(5) },
      { creates: ['new', 'new'], deletes: ['old4'] },
    ],
    [
      'rolls one at a time when both shares come to nothing',
      { pool: pool('0%', '10%'), nodes: old(4) },
      { deletes: ['old3'] },
    ],
    [
      'waits for the new one to be Ready',
      { pool: pool(0, 1), nodes: [...old(3), aNode('n', { health: starting })] },
      {},
    ],
    [
      'waits for the machine of the old one',
      { pool: pool(0, 1), nodes: [...old(3), aNode('x', { revision: OLD.hash, deletion: 'Deleting' })] },
      {},
    ],
    ['goes on when it is', { pool: pool(0, 1), nodes: [...old(3), aNode('n')] }, { deletes: ['old2'] }],
    [
      'takes those first that are not Ready',
      { pool: pool(0, 1), nodes: [...old(3), aNode('x', { revision: OLD.hash, health: notReady })] },
      { deletes: ['x'] },
    ],
    [
      'takes no more of those that are not Ready than the bound: they may come back',
      { pool: pool(0, 1), nodes: old(4, { health: notReady }) },
      { deletes: ['old3'] },
    ],
    [
      'takes none of them while a new one is not Ready either',
      {
        pool: pool(0, 1),
        nodes: [...old(2), aNode('x', { revision: OLD.hash, health: notReady }), aNode('n', { health: starting })],
      },
      {},
    ],
    [
      'does not touch a Ready one while another is not',
      { pool: pool(0, 1), nodes: [...old(3), aNode('x', { health: notReady })] },
      {},
    ],
    [
      'takes no Ready one beyond the bound, marked or not',
      { pool: pool(1, 0), nodes: old(4, { deleteFirst: true }) },
      { creates: ['new'] },
    ],
    [
      'counts a held deletion as a machine and as missing',
      { pool: pool(1, 1), nodes: [...old(3), aNode('x', { revision: OLD.hash, deletion: 'Held' })] },
      { creates: ['new'] },
    ],
    ['is nothing for a paused pool', { pool: pool(1, 1), nodes: old(4), pauses: paused }, {}],
  ])('%s', (_what, view, expected) => {
    expect(acts(aView(view))).toEqual(expected);
  });
});

const PROGRESS = { target: NEW.hash, replicas: 3, standing: 3, ready: 3, left: 2, at: 0, reached: false };

describe('a paused pool', () => {
  const pool = aPool({ strategy: rolling(1, 1) });
  const mix = { target: NEW.hash, updated: 1, of: 3 };
  const memory = { ...aView().memory, settled: OLD };

  test.each<Case>([
    [
      'still replaces what is missing, by what it had',
      { pool, memory, nodes: [...old(1), ...nodes(1)] },
      { creates: ['old'] },
    ],
    ['makes the new when it never had another', { pool, nodes: [] }, { creates: ['new', 'new', 'new'] }],
    [
      'still scales down',
      { pool: aPool({ replicas: 1, strategy: rolling(0, 1) }), nodes: old(2) },
      { deletes: ['old1'] },
    ],
    ['keeps what its rollout has made beyond the number', { pool, nodes: [...old(3), ...nodes(1)] }, {}],
    [
      'is scaled up in the shares of old and new, those of now at first',
      {
        pool: aPool({ replicas: 6, strategy: rolling(1, 1) }),
        memory: { ...memory, progress: { ...PROGRESS, replicas: 3 } },
        nodes: [...old(2), ...nodes(1)],
      },
      { creates: ['old', 'old', 'new'] },
    ],
    [
      'is scaled up in the shares that it had when it was paused, whatever was lost since',
      {
        pool: aPool({ replicas: 6, strategy: rolling(1, 1) }),
        memory: { ...memory, mix },
        nodes: [...old(1), ...nodes(1)],
      },
      { creates: ['old', 'old', 'old', 'new'] },
    ],
    [
      'is scaled down in these shares',
      {
        pool: aPool({ replicas: 3, strategy: rolling(0, 3) }),
        memory: { ...memory, mix },
        nodes: [...old(4), ...nodes(2)],
      },
      { deletes: ['n1', 'old3', 'old2'] },
    ],
    [
      'forgets the shares of another template',
      {
        pool: aPool({ replicas: 4, strategy: rolling(1, 1) }),
        memory: { ...memory, mix: { ...mix, target: 'another', updated: 3 } },
        nodes: old(3),
      },
      { creates: ['old'] },
    ],
    [
      'comes back from nothing in its shares',
      { pool: aPool({ replicas: 3, strategy: rolling(1, 1) }), memory: { ...memory, mix } },
      { creates: ['old', 'old', 'new'] },
    ],
  ])('%s', (_what, view, expected) => {
    expect(acts(aView({ ...view, pauses: paused }))).toEqual(expected);
  });
});

it('does nothing while it is not accepted, and says why', () => {
  const plan = planPool(aView({ pool: aPool({ refused: 'NodePool db is older.' }), nodes: nodes(5) }));
  expect(plan).toMatchObject({ creates: [], deletes: [], adopts: [], releases: [], nextLookAt: null });
  expect(plan.conditions).toContainEqual({
    type: 'Stalled',
    status: 'True',
    reason: 'NotAccepted',
    message: 'NodePool db is older.',
  });
});

describe('a large pool', () => {
  it('is worked off in batches, and looked at again at once', () => {
    const view = aView({ pool: aPool({ replicas: 250 }) });
    const first = planPool(view);
    expect(first.creates).toHaveLength(100);
    expect(first.nextLookAt).toBe(view.now);
    const second = planPool({ ...view, memory: first.memory });
    const third = planPool({ ...view, memory: second.memory });
    expect(third.creates).toHaveLength(50);
    expect(third.nextLookAt).toBeGreaterThan(view.now);
    const names = [first, second, third].flatMap(({ creates }) => creates.map(({ name }) => name));
    expect(new Set(names).size).toBe(250);
  });

  it('of 5,000 nodes rolls by its shares', () => {
    const many = nodes(5_000, { revision: OLD.hash });
    const view = aView({ pool: aPool({ replicas: 5_000, strategy: rolling('25%', '25%') }), nodes: many });
    const { creates, deletes } = planPool({ ...view, batch: 10_000 });
    expect([creates.length, deletes.length]).toEqual([1_250, 1_250]);
  });
});

import { planPool } from '../../../api/pool/planner.ts';
import type { NodeHealth, PoolNode, PoolView } from '../../../api/pool/view.ts';
import { aNode, aPool, aView, NEW, OLD } from './a-pool.ts';

const rolling = (maxSurge: number | string, maxUnavailable: number | string) =>
  ({ type: 'RollingUpdate', maxSurge, maxUnavailable }) as const;
const nodes = (count: number, given: Partial<PoolNode> = {}, prefix = 'n') =>
  Array.from({ length: count }, (_, index) => aNode(`${prefix}${index}`, { createdAt: index, ...given }));
const old = (count: number, given: Partial<PoolNode> = {}) => nodes(count, { revision: OLD.hash, ...given }, 'old');
const starting: NodeHealth = { state: 'Starting' };
const notReady: NodeHealth = { state: 'NotReady' };
const stalled: NodeHealth = { state: 'Stalled', why: 'no asset is left' };
const paused: PoolView['pauses'] = [{ source: 'command', by: 'alice', why: 'watching' }];

/** Creates as a number for each revision, the rest as names. */
function acts(view: PoolView) {
  const plan = planPool(view);
  const names = (some: readonly { name: string }[]) => some.map(({ name }) => name);
  return {
    ...(plan.creates.length > 0 && { creates: plan.creates.map(({ revision }) => revision) }),
    ...(plan.deletes.length > 0 && { deletes: names(plan.deletes) }),
    ...(plan.adopts.length > 0 && { adopts: names(plan.adopts) }),
    ...(plan.releases.length > 0 && { releases: names(plan.releases) }),
  };
}

type Case = [what: string, view: Partial<PoolView>, expected: ReturnType<typeof acts>];

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

describe('a paused pool', () => {
  const pool = aPool({ strategy: rolling(1, 1) });
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
  ])('%s', (_what, view, expected) => {
    expect(acts(aView({ ...view, pauses: paused }))).toEqual(expected);
  });
});

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
      { nodes: [...nodes(3), orphan('o', { deletion: 'Deleting' })] },
      {},
    ],
    [
      'are not adopted by the surge of a rollout',
      { pool: aPool({ strategy: rolling(1, 0) }), nodes: [...old(3), orphan('o')] },
      { creates: ['new'] },
    ],
    ['are left alone when somebody else has them', { nodes: [...nodes(3), aNode('o', { owner: 'another' })] }, {}],
    ['are left alone without the labels', { nodes: [...nodes(3), orphan('o', { labels: {} })] }, {}],
  ])('%s', (_what, view, expected) => {
    expect(acts(aView(view))).toEqual(expected);
  });

  it('count as of the wanted revision, unless they say of which they are', () => {
    const revisionsOf = (given: Partial<PoolNode>) =>
      planPool(aView({ nodes: [orphan('o', given)] })).adopts.map(({ revision }) => revision);
    expect(revisionsOf({})).toEqual([NEW.hash]);
    expect(revisionsOf({ revision: OLD.hash })).toEqual([OLD.hash]);
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

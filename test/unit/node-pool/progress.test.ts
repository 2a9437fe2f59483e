import type { PoolCondition } from '../../../api/conditions.ts';
import { planPool } from '../../../api/pool/planner.ts';
import type { PoolNode, PoolView } from '../../../api/pool/view.ts';
import { aNode, aPool, aView, OLD } from './a-pool.ts';

const DEADLINE = 7_200_000;
const pool = aPool({ strategy: { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 } });
const notReady = { health: { state: 'NotReady' } } as const;
const starting = { health: { state: 'Starting' } } as const;
const pauses: PoolView['pauses'] = [{ source: 'spec', by: 'spec', why: 'spec.paused is set' }];

/** Looks one after the other; each sees the memory that the one before left. */
function play(looks: readonly (Partial<PoolView> & { at: number })[]) {
  let memory = aView().memory;
  return looks.map(({ at, ...given }) => {
    const plan = planPool(aView({ pool, ...given, now: at, memory }));
    memory = plan.memory;
    return plan;
  });
}

const conditionOf = (plan: ReturnType<typeof planPool>, type: PoolCondition) => {
  const found = plan.conditions.find((condition) => condition.type === type);
  return `${found?.status} ${found?.reason}`;
};
const progressing = (looks: readonly (Partial<PoolView> & { at: number })[]) =>
  play(looks).map((plan) => conditionOf(plan, 'Progressing'));

/** Two new ones, and one that is as it is given. */
const third = (given: Partial<PoolNode>) => ['a', 'b'].map((name) => aNode(name)).concat(aNode('c', given));

describe('the progress deadline', () => {
  it('passes when nothing comes nearer, and is looked at in time', () => {
    const plans = play([
      { at: 0, nodes: third(starting) },
      { at: DEADLINE - 1, nodes: third(starting) },
      { at: DEADLINE, nodes: third(starting) },
    ]);
    expect(plans.map((plan) => conditionOf(plan, 'Progressing'))).toEqual([
      'True InProgress',
      'True InProgress',
      'False ProgressDeadlineExceeded',
    ]);
    expect(plans.map(({ nextLookAt }) => nextLookAt)).toEqual([DEADLINE, DEADLINE, null]);
    expect(plans.map((plan) => conditionOf(plan, 'Stalled'))).toEqual([
      'False Idle',
      'False Idle',
      'True ProgressDeadlineExceeded',
    ]);
    expect(plans[2]?.conditions[0]?.message).toBe(
      'No progress for 2h. 2 of 3 nodes are Ready; all are of revision 2. c is not Ready yet.',
    );
  });

  test.each([
    ['one more is Ready', [third({ ...starting }), third({})].reverse()],
    ['one more stands', [third(starting), third(starting).slice(1)]],
    ['one to go is gone', [third(starting), [...third(starting), aNode('x', { deletion: 'Deleting' })]]],
  ])('begins anew when %s', (_what, [better, worse]) => {
    expect(
      progressing([
        { at: 0, nodes: worse },
        { at: DEADLINE - 1, nodes: better },
        { at: DEADLINE, nodes: better },
      ])[2],
    ).not.toContain('ProgressDeadlineExceeded');
  });

  it('is not put off by a node that is Ready now and then', () => {
    const two = (b: Partial<PoolNode>) => [aNode('a'), aNode('b', b), aNode('c', starting)];
    expect(
      progressing([
        { at: 0, nodes: two({}) },
        { at: 1, nodes: two(notReady) },
        { at: DEADLINE - 1, nodes: two({}) },
        { at: DEADLINE, nodes: two({}) },
      ]).at(-1),
    ).toBe('False ProgressDeadlineExceeded');
  });

  it('counts the way back after a node was lost on the way', () => {
    const one = [aNode('a'), aNode('b')];
    expect(
      progressing([
        { at: 0, nodes: third(starting) },
        { at: 10, nodes: one },
        { at: DEADLINE - 1, nodes: third(starting) },
        { at: DEADLINE, nodes: third(starting) },
      ]).at(-1),
    ).toBe('True InProgress');
  });

  test.each([
    ['the template changes', { target: { number: 3, hash: 'third' } }],
    ['the number changes', { pool: { ...pool, replicas: 4 } }],
  ])('begins anew when %s', (_what, given) => {
    const nodes = third(starting);
    expect(
      progressing([
        { at: 0, nodes },
        { at: DEADLINE, nodes, ...given },
      ])[1],
    ).toBe('True InProgress');
  });

  it('does not run while the pool is paused', () => {
    const nodes = third({ revision: OLD.hash });
    expect(
      progressing([
        { at: 0, nodes },
        { at: DEADLINE, nodes, pauses },
        { at: 2 * DEADLINE - 1, nodes },
      ]),
    ).toEqual(['True InProgress', 'Unknown PausedBySpec', 'True InProgress']);
  });

  it('does not run for a node that serves no more once all was reached', () => {
    const looks = [
      { at: 0, nodes: third({}) },
      { at: 10, nodes: third(notReady) },
      { at: 2 * DEADLINE, nodes: third(notReady) },
    ];
    expect(progressing(looks)).toEqual(['True Settled', 'True Settled', 'True Settled']);
    expect(play(looks).map((plan) => conditionOf(plan, 'Ready'))).toEqual([
      'True Settled',
      'False InProgress',
      'False InProgress',
    ]);
  });

  it('runs from the loss of a node that has to be replaced', () => {
    expect(
      progressing([
        { at: 0, nodes: third({}) },
        { at: 10 * DEADLINE, nodes: third({}).slice(1) },
        { at: 11 * DEADLINE - 1, nodes: third({}).slice(1) },
      ]),
    ).toEqual(['True Settled', 'True InProgress', 'True InProgress']);
  });
});

describe('conditions', () => {
  const all = (given: Partial<PoolView>) =>
    Object.fromEntries(
      planPool(aView({ pool, ...given })).conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]),
    );

  it('of a pool that is as it is wanted', () => {
    expect(all({ nodes: third({}) })).toEqual({
      Ready: 'True Settled',
      Progressing: 'True Settled',
      Reconciling: 'False Settled',
      Stalled: 'False Settled',
      Available: 'True EnoughReady',
      Paused: 'False NotPaused',
    });
  });

  it('of one whose rollout is held half-way', () => {
    expect(all({ nodes: third({ revision: OLD.hash }), pauses })).toEqual({
      Ready: 'False PausedBySpec',
      Progressing: 'Unknown PausedBySpec',
      Reconciling: 'False Idle',
      Stalled: 'False Idle',
      Available: 'True EnoughReady',
      Paused: 'True PausedBySpec',
    });
  });

  it('of one that lost more than its strategy allows', () => {
    expect(all({ nodes: [aNode('a'), aNode('b', notReady), aNode('c', notReady)] })).toMatchObject({
      Ready: 'False InProgress',
      Available: 'False TooFewReady',
    });
  });

  it('of one that is being deleted', () => {
    expect(all({ pool: { ...pool, deletion: 'Delete' }, nodes: third({}) })).toMatchObject({
      Ready: 'False Deleting',
      Reconciling: 'True Deleting',
    });
  });

  it('under OnDelete mind no earlier revision, and say so', () => {
    const [ready] = planPool(aView({ nodes: third({ revision: OLD.hash }) })).conditions;
    expect(ready).toEqual({
      type: 'Ready',
      status: 'True',
      reason: 'Settled',
      message: '3 of 3 nodes are Ready; 1 is not of revision 2, and is replaced when somebody deletes it.',
    });
  });

  it('name those that the pool waits for', () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => aNode(name, starting));
    const stuck = aNode('s', { health: { state: 'Stalled', why: 'no asset is left' } });
    const held = aNode('h', { deletion: 'Held' });
    const [ready] = planPool(aView({ nodes: [...names, stuck, held], pool: { ...pool, replicas: 7 } })).conditions;
    expect(ready?.message).toBe(
      '0 of 7 nodes are Ready; all are of revision 2. s is stuck: no asset is left. a, b, c and 2 more are not Ready yet. h: deletion held until somebody confirms it.',
    );
  });
});

it('figures count what was just decided', () => {
  const nodes = [aNode('a'), aNode('b', { revision: OLD.hash }), aNode('o', { owner: null })];
  expect(planPool(aView({ nodes, pool: aPool({ replicas: 4 }) })).figures).toEqual({
    replicas: 4,
    readyReplicas: 3,
    updatedReplicas: 3,
    updatedReadyReplicas: 2,
    unavailableReplicas: 1,
    stalledReplicas: 0,
    deletingReplicas: 0,
    surplusOrphans: 0,
  });
});

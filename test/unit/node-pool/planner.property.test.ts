import fc from 'fast-check';
import type { PoolPlan } from '../../../api/pool/plan.ts';
import { planPool } from '../../../api/pool/planner.ts';
import { NO_MEMORY, type Pool, type PoolNode, type PoolView } from '../../../api/pool/view.ts';
import { aPool, LABELS, NEW, OLD } from './a-pool.ts';
import { boundsIn } from './story.ts';
import { MINUTE, PoolWorld, type SimulatedNode } from './world.ts';

const count = fc.oneof(
  fc.nat(4),
  fc.nat(100).map((share) => `${share}%`),
);
const strategy: fc.Arbitrary<Pool['strategy']> = fc.oneof(
  fc.constant({ type: 'OnDelete' } as const),
  fc
    .record({ type: fc.constant('RollingUpdate' as const), maxSurge: count, maxUnavailable: count })
    .filter(({ maxSurge, maxUnavailable }) => maxSurge !== 0 || maxUnavailable !== 0),
);
const pool = fc.record({ replicas: fc.nat(8), strategy }).map(aPool);

const traits = fc.record({
  createdAt: fc.nat(3),
  labels: fc.constantFrom(LABELS, LABELS, LABELS, { role: 'db' }),
  owner: fc.constantFrom('pool-uid', 'pool-uid', 'pool-uid', 'another', null),
  revision: fc.constantFrom(NEW.hash, OLD.hash, 'older', null),
  health: fc.constantFrom<PoolNode['health'][]>(
    { state: 'Ready' },
    { state: 'Ready' },
    { state: 'NotReady' },
    { state: 'Starting' },
    { state: 'Stalled', why: 'no asset is left' },
  ),
  deletion: fc.constantFrom<PoolNode['deletion'][]>('None', 'None', 'None', 'Deleting', 'Held'),
  deleteFirst: fc.constantFrom(false, false, true),
});
const nodes = fc
  .array(traits, { maxLength: 12 })
  .map((all) => all.map((given, index) => ({ name: `n${index}`, uid: `uid-n${index}`, ...given })));

const view: fc.Arbitrary<PoolView> = fc.record({
  pool,
  target: fc.constant(NEW),
  nodes,
  taken: fc.constant([]),
  pauses: fc.constantFrom([], [], [{ source: 'spec' as const, by: 'spec', why: 'set' }]),
  memory: fc.constantFrom(NO_MEMORY, { ...NO_MEMORY, settled: OLD }),
  now: fc.constant(1_000_000),
  batch: fc.constantFrom(2, 100),
});

const isServing = (node: PoolNode) => node.health.state === 'Ready' && node.deletion === 'None';
const matches = ({ labels }: PoolNode) => labels === LABELS || JSON.stringify(labels) === JSON.stringify(LABELS);

/** The nodes once the plan is carried out. */
function carriedOut({ pool: { uid, selector }, nodes, now }: PoolView, plan: PoolPlan): PoolNode[] {
  const of = <Act extends { uid: string }>(acts: readonly Act[], node: PoolNode) =>
    acts.find((act) => act.uid === node.uid);
  const kept = nodes.map((node): PoolNode => {
    const adopted = of(plan.adopts, node);
    if (adopted) return { ...node, owner: uid, revision: adopted.revision };
    if (of(plan.releases, node)) return { ...node, owner: null, revision: null };
    return of(plan.deletes, node) ? { ...node, deletion: 'Deleting' } : node;
  });
  const made = plan.creates.map(({ name, revision }): PoolNode => ({
    name,
    uid: `uid-${name}`,
    createdAt: now,
    labels: selector,
    owner: uid,
    revision,
    health: { state: 'Starting' },
    deletion: 'None',
    deleteFirst: false,
  }));
  return [...kept, ...made];
}

const noActs = { creates: [], deletes: [], adopts: [], releases: [] };

describe('of any pool in any state', () => {
  it('one plan breaks no bound', () => {
    fc.assert(
      fc.property(view, (given) => {
        const plan = planPool(given);
        const after = carriedOut(given, plan).filter(({ owner }) => owner === 'pool-uid');
        const { most, least } = boundsIn(given.pool);
        if (plan.creates.length + plan.adopts.length > 0) expect(after.length).toBeLessThanOrEqual(most);
        const taken = new Set(plan.deletes.map(({ uid }) => uid));
        if (given.nodes.some((node) => taken.has(node.uid) && isServing(node)))
          expect(after.filter((node) => matches(node) && isServing(node)).length).toBeGreaterThanOrEqual(least);
        const total = plan.creates.length + plan.deletes.length + plan.adopts.length + plan.releases.length;
        expect(total).toBeLessThanOrEqual(given.batch);
      }),
      { numRuns: 1_000 },
    );
  });

  it('it touches only what is its own, and what nobody has', () => {
    fc.assert(
      fc.property(view, (given) => {
        const plan = planPool(given);
        const node = (uid: string) => given.nodes.find((one) => one.uid === uid);
        for (const { uid } of plan.deletes)
          expect(node(uid)).toMatchObject({ owner: 'pool-uid', deletion: 'None', labels: LABELS });
        for (const { uid } of plan.adopts)
          expect(node(uid)).toMatchObject({ owner: null, deletion: 'None', labels: LABELS });
        for (const { uid } of plan.releases)
          expect(node(uid)).toMatchObject({ owner: 'pool-uid', labels: { role: 'db' } });
        const touched = [...plan.deletes, ...plan.adopts, ...plan.releases].map(({ uid }) => uid);
        expect(new Set(touched).size).toBe(touched.length);
        const names = carriedOut(given, plan).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        if (given.pauses.length > 0) expect(plan.deletes.filter(({ reason }) => reason === 'Rollout')).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the order of the nodes changes nothing', () => {
    const shuffled = view.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray([...given.nodes], { minLength: given.nodes.length })),
    );
    fc.assert(
      fc.property(shuffled, ([given, others]) => {
        expect(planPool({ ...given, nodes: others })).toEqual(planPool(given));
      }),
      { numRuns: 1_000 },
    );
  });

  it('what was decided is not decided again, whether it shows or not', () => {
    fc.assert(
      fc.property(view, (given) => {
        const large = { ...given, batch: 100 };
        const plan = planPool(large);
        // An adopted node that is Ready may allow the next deletion.
        fc.pre(plan.adopts.length === 0);
        expect(planPool({ ...large, memory: plan.memory })).toMatchObject(noActs);
        expect(planPool({ ...large, nodes: carriedOut(large, plan), memory: plan.memory })).toMatchObject(noActs);
        expect(planPool({ ...large, nodes: carriedOut(large, plan), memory: NO_MEMORY })).toMatchObject(noActs);
      }),
      { numRuns: 1_000 },
    );
  });

  it('in the end it is as it is wanted, and stays so', () => {
    fc.assert(
      fc.property(pool, nodes, fc.constantFrom(2, 100), (given, there, batch) => {
        const world = new PoolWorld(given);
        for (const { name, ...rest } of there) Object.assign(world.add(name, rest), lifeOf(rest));
        for (let look = 0; look < 150 && !isSettled(world.look(batch)); look++) {
          world.confirmHeld();
          world.pass(10 * MINUTE);
        }
        world.pass(60 * MINUTE);
        const plan = world.look();
        expect(plan).toMatchObject({ ...noActs, nextLookAt: null });
        expect(plan.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
        expect(plan.figures).toMatchObject({ replicas: given.replicas, readyReplicas: given.replicas });
        if (given.strategy.type === 'RollingUpdate') expect(plan.figures.updatedReplicas).toBe(given.replicas);
      }),
      { numRuns: 100 },
    );
  });
});

it('a rollout that is paused half-way keeps its shares, whatever is scaled and lost meanwhile', () => {
  const sizes = fc.array(fc.record({ to: fc.integer({ min: 1, max: 12 }), lost: fc.nat(3) }), {
    minLength: 1,
    maxLength: 4,
  });
  const rolling = strategy.filter(({ type }) => type === 'RollingUpdate');
  let mixed = 0;
  fc.assert(
    fc.property(rolling, fc.integer({ min: 2, max: 8 }), fc.nat(12), sizes, (given, replicas, looks, events) => {
      const world = new PoolWorld(aPool({ replicas, strategy: given }));
      settle(world, 8);
      world.template = 'second';
      settle(world, looks);
      world.pauses = [{ source: 'command', by: 'alice', why: 'watching' }];
      // Whom the rollout had taken down is there again: nobody is taken down for the sake of the share alone.
      settle(world, 12);
      const { mix } = world.memory;
      if (!mix || mix.updated === 0) return;
      mixed += 1;
      for (const { to, lost } of events) {
        world.pool = { ...world.pool, replicas: to };
        settle(world, 12);
        for (const node of world.nodes.slice(0, lost)) world.remove(node);
        settle(world, 12);
        const staying = world.nodes.filter(({ deletion }) => deletion === 'None');
        const updated = staying.filter(({ revision }) => world.numberOf(revision) === '2').length;
        // What the rollout had made beyond the number may stand on either side.
        const surge = boundsIn(world.pool).most - to;
        expect(staying.length - to).toBeGreaterThanOrEqual(0);
        expect(staying.length - to).toBeLessThanOrEqual(surge);
        expect(Math.abs(updated - (mix.updated * to) / mix.of)).toBeLessThanOrEqual(surge + 0.5);
      }
    }),
    { numRuns: 100 },
  );
  expect(mixed).toBeGreaterThan(10);
});

function settle(world: PoolWorld, looks: number): void {
  for (let look = 0; look < looks; look++) {
    world.look();
    world.pass(10 * MINUTE);
  }
}

function isSettled({ conditions, nextLookAt }: PoolPlan): boolean {
  return nextLookAt === null && conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** What is half-way in the beginning comes to its end. */
function lifeOf({ deletion, health }: Pick<PoolNode, 'deletion' | 'health'>): Partial<SimulatedNode> {
  return {
    readyAt: 0,
    ...(health.state === 'NotReady' && { health: { state: 'Starting' } }),
    ...(deletion === 'Deleting' && { goneAt: 10 * MINUTE }),
  };
}

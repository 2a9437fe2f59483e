import fc from 'fast-check';
import type { Pool } from '../../../api/pool/view.ts';
import { aPool } from './a-pool.ts';
import { boundsIn, measure, type Step } from './story.ts';
import { MINUTE, PoolWorld, type SimulatedNode } from './world.ts';
import type { Shuffle } from '../shuffled.ts';

/** What happens between two looks. */
const HAPPENINGS = ['nothing', 'template', 'up', 'down', 'pause', 'resume'] as const;

interface Moment {
  happening: (typeof HAPPENINGS)[number];
  /** So many looks the cache is behind; it never goes back. */
  lag: number;
  /** Of the order of the nodes. */
  seed: number;
}

const happening = fc.oneof({ weight: 4, arbitrary: fc.constant('nothing' as const) }, fc.constantFrom(...HAPPENINGS));
const moment: fc.Arbitrary<Moment> = fc.record({ happening, lag: fc.nat(3), seed: fc.nat(1_000) });
const strategy = fc.constantFrom<Pool['strategy'][]>(
  { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: 1 },
  { type: 'RollingUpdate', maxSurge: 2, maxUnavailable: 0 },
  { type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' },
  { type: 'RollingUpdate', maxSurge: 1, maxUnavailable: 3 },
);

/** A few of them are more than a cache lags, and less than the planner waits for what it decided. */
const LOOK = MINUTE / 2;

function happen(world: PoolWorld, happening: Moment['happening'], at: number): void {
  const { pool } = world;
  const scale = (by: number) => (world.pool = { ...pool, replicas: Math.max(0, pool.replicas + by) });
  if (happening === 'template') world.template = `template ${at}`;
  if (happening === 'up') scale(2);
  if (happening === 'down') scale(-3);
  if (happening === 'pause') world.pauses = [{ source: 'command', by: 'alice', why: 'watching' }];
  if (happening === 'resume') world.pauses = [];
}

test('with a cache that lags, no bound is broken at any event', () => {
  let [deletes, creates] = [0, 0];
  const moments = fc.array(moment, { minLength: 20, maxLength: 40 });
  fc.assert(
    fc.property(fc.nat(8), strategy, moments, (replicas, given, all) => {
      let seed = 0;
      const world = new PoolWorld(
        aPool({ replicas, strategy: given }),
        turned(() => seed),
      );
      [world.installs, world.takesDown] = [3 * LOOK, 2 * LOOK];
      const snapshots: SimulatedNode[][] = [];
      let shown = 0;
      world.seen = () => snapshots[shown] ?? [];
      for (const [at, { happening, lag, ...rest }] of all.entries()) {
        seed = rest.seed;
        happen(world, happening, at);
        world.pass(LOOK);
        snapshots.push(world.nodes.map((node) => ({ ...node })));
        shown = Math.max(shown, snapshots.length - 1 - lag);
        const step = look(world);
        check(step, readyIn(world.seen()));
        deletes += step.plan.deletes.length;
        creates += step.plan.creates.length;
      }
    }),
    { numRuns: 200 },
  );
  expect(Math.min(deletes, creates)).toBeGreaterThan(500);
});

/** An order that depends on nothing but the seed. */
function turned(seed: () => number): Shuffle {
  return (items) => {
    const by = items.length === 0 ? 0 : seed() % items.length;
    return [...items.slice(by), ...items.slice(0, by)];
  };
}

function look(world: PoolWorld): Step {
  const copy = () => world.nodes.map((node) => ({ ...node }));
  const before = copy();
  const plan = world.look(3);
  return { at: world.now, pool: world.pool, paused: world.pauses.length > 0, before, plan, after: copy() };
}

function readyIn(nodes: readonly SimulatedNode[]): Set<string> {
  return new Set(nodes.filter(({ health }) => health.state === 'Ready').map(({ uid }) => uid));
}

/** Nobody can answer for a node that became Ready after the look: only those that were seen Ready are missed. */
function check(step: Step, seenReady: ReadonlySet<string>): void {
  const { most, least } = boundsIn(step.pool);
  const { machines, ready, tookReady } = measure(step);
  if (step.plan.creates.length > 0) expect(machines).toBeLessThanOrEqual(most);
  const tookSeen = step.plan.deletes.some(({ uid }) => seenReady.has(uid));
  if (tookReady && tookSeen) expect(ready).toBeGreaterThanOrEqual(least);
}

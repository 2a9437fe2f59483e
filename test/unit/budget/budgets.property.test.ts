import fc from 'fast-check';
import { RACK_LABEL } from '../../../api/groups.ts';
import { DISRUPTIONS } from '../../../api/disruption-budget.ts';
import type { ComputeNodeDisruptionBudget } from '../../../api/kinds/compute-node-disruption-budget.ts';
import { LEAVE_MS } from '../../../workflows/budget/allowance.ts';
import { BudgetWorld } from './a-world.ts';

type Spec = ComputeNodeDisruptionBudget['spec'];
type Limits = Pick<Spec, 'maxUnavailable' | 'minAvailable'>;

const ROLES = ['web', 'db'];

const limits: fc.Arbitrary<Limits> = fc.oneof(
  fc.constantFrom<Limits>(
    { maxUnavailable: 1 },
    { maxUnavailable: 2 },
    { maxUnavailable: '25%' },
    { maxUnavailable: 0 },
  ),
  fc.constantFrom<Limits>({ minAvailable: 3 }, { minAvailable: '50%' }, { minAvailable: '75%' }),
);
const spec: fc.Arbitrary<Spec> = fc
  .tuple(limits, fc.constantFrom<object>({}, { role: 'web' }, { role: 'db' }), fc.boolean())
  .map(([limit, selector, perRack]) => ({
    selector: selector as Record<string, string>,
    operations: [...DISRUPTIONS],
    ...(perRack ? { perTopology: RACK_LABEL } : {}),
    ...limit,
  }));
const upTo = (maxLength: number) =>
  fc
    .array(spec, { minLength: 1, maxLength })
    .map((list) => Object.fromEntries(list.map((each, index) => [`budget-${index}`, each])));

const specs = upTo(3);

const machines = fc
  .array(fc.tuple(fc.constantFrom('r1', 'r2'), fc.constantFrom(...ROLES)), { minLength: 3, maxLength: 12 })
  .map((list) =>
    list.map(([rack, role], index) => ({ name: `node-${String(index).padStart(2, '0')}`, rack, labels: { role } })),
  );

type Move =
  | { do: 'asks' | 'asks in vain' | 'gives up' | 'dies' | 'breaks or mends'; who: number }
  | { do: 'ends'; who: number; how: 'up' | 'down' | 'gone'; lateMs: number }
  | { do: 'time'; ms: number }
  | { do: 'edit'; which: number; limits: Limits };

const who = fc.nat(11);
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('asks' as const), who }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('ends' as const),
        who,
        how: fc.constantFrom('up' as const, 'up' as const, 'down' as const, 'gone' as const),
        lateMs: fc.constantFrom(0, 1_000, 59_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('asks in vain' as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('gives up' as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('dies' as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('breaks or mends' as const), who }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(1, 30_000, 61_000, LEAVE_MS) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const), which: fc.nat(2), limits }) },
  ),
  { maxLength: 60 },
);

async function play(world: BudgetWorld, move: Move): Promise<void> {
  if (move.do === 'time') return world.passes(move.ms);
  if (move.do === 'edit') return world.edits(move.which, move.limits);
  const machine = world.machines[move.who % world.machines.length];
  if (!machine) return;
  world.now += 1;
  switch (move.do) {
    case 'asks':
      await world.asks(machine);
      return;
    case 'asks in vain':
      await world.asks(machine, true);
      return;
    case 'ends':
      return world.ends(machine, move.how, move.lateMs);
    case 'gives up':
      return world.givesUp(machine);
    case 'dies':
      return world.dies(machine);
    case 'breaks or mends':
      return world.breaksOrMends(machine);
  }
}

/** Where the machine has leave. */
function leavesOf(world: BudgetWorld, name: string): string[] {
  const hasLeave = ({ metadata }: BudgetWorld['budgets'][number]) =>
    world.allowanceOf(metadata.uid).leaves.some(({ holder }) => holder === name);
  return world.budgets.filter(hasLeave).map(({ metadata }) => metadata.name);
}

test('whatever happens in whatever order, no leave takes a domain beyond its budget', async () => {
  let given = 0;
  await fc.assert(
    fc.asyncProperty(machines, specs, moves, async (some, budgets, story) => {
      const world = new BudgetWorld(some, budgets);
      for (const move of story) await play(world, move);
      for (const { unavailable, limit } of world.given) expect(unavailable).toBeLessThanOrEqual(limit);
      given += world.given.length;
    }),
    { numRuns: 600 },
  );
  expect(given).toBeGreaterThan(300);
});

test('a machine is touched with the leave of all of its budgets, and one that waits keeps none behind the one that it waits for', async () => {
  let waited = 0;
  await fc.assert(
    fc.asyncProperty(machines, specs, moves, async (some, budgets, story) => {
      const world = new BudgetWorld(some, budgets);
      for (const move of story) {
        if (move.do !== 'asks') {
          await play(world, move);
          continue;
        }
        const machine = world.machines[move.who % world.machines.length];
        const verdict = machine && (await world.asks(machine));
        if (!machine || !verdict) continue;
        const asked = verdict.budgets.map(({ name }) => name);
        if (verdict.held === undefined) {
          expect(leavesOf(world, machine.name)).toEqual(asked);
          continue;
        }
        waited += 1;
        // The last one gives no leave: what it keeps is of those before it.
        expect(leavesOf(world, machine.name)).toEqual(asked.slice(0, -1));
      }
    }),
    { numRuns: 600 },
  );
  expect(waited).toBeGreaterThan(300);
});

test('asked twice, they answer the same and give no more', async () => {
  await fc.assert(
    fc.asyncProperty(machines, upTo(1), moves, who, async (some, budgets, story, which) => {
      const world = new BudgetWorld(some, budgets);
      for (const move of story) await play(world, move);
      const machine = world.machines[which % world.machines.length];
      if (!machine || machine.gone) return;
      const lost = await world.asks(machine, true);
      const before = world.budgets.map(({ metadata }) => structuredClone(world.allowanceOf(metadata.uid)));
      expect(lost).toBeUndefined();
      await world.asks(machine, true);
      expect(world.budgets.map(({ metadata }) => world.allowanceOf(metadata.uid))).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

/** Machines and budgets as an operator wants them: all is up that can be, and each domain may miss one. */
function mend(world: BudgetWorld): void {
  for (const machine of world.machines) if (machine.chain === 'idle' && !machine.up) world.breaksOrMends(machine);
  for (const index of world.budgets.keys()) world.edits(index, { maxUnavailable: 1 });
}

test('nobody starves: as long as those who have leave come to an end, everybody has it in the end', async () => {
  let granted = 0;
  await fc.assert(
    fc.asyncProperty(machines, specs, moves, fc.infiniteStream(fc.nat()), async (some, budgets, story, chances) => {
      const world = new BudgetWorld(some, budgets);
      for (const move of story.filter(({ do: what }) => what !== 'dies')) await play(world, move);
      for (const machine of world.machines) await world.ends(machine, 'up', 0);
      world.passes(61_000);
      mend(world);
      const starving = new Set(world.machines.filter(({ gone, chain }) => !gone && chain === 'asking'));
      const chance = (of: number) => (chances.next().value ?? 0) % of;
      // Those who had their turn ask again at once: there is a crowd for ever.
      for (let turn = 0; starving.size > 0 && turn < 40 * world.machines.length; turn += 1) {
        for (const machine of world.machines.filter(({ gone }) => !gone)) {
          world.now += 1;
          if (machine.chain === 'acting' && chance(2) === 0) await world.ends(machine, 'up', 0);
          await world.asks(machine);
          if (starving.has(machine) && machine.chain === 'acting') {
            starving.delete(machine);
            granted += 1;
          }
        }
        world.passes(30_000);
      }
      expect([...starving].map(({ name }) => name)).toEqual([]);
    }),
    { numRuns: 200 },
  );
  expect(granted).toBeGreaterThan(100);
});

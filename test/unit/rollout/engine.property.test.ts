import fc from 'fast-check';
import type { RolloutEvent } from '../../../api/rollout/events.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import { saltVerdicts } from '../../../api/salt-verdict.ts';
import { holdOnNodes } from '../../../api/rollout/holds.ts';
import { reportRollout } from '../../../api/rollout/report.ts';
import { saltTransaction } from '../../../api/kinds/salt-transaction.ts';
import { check } from './invariants.ts';
import { RULES, type Story, worldOf } from './story.ts';
import { MINUTE, type RolloutWorld } from './world.ts';
import { shuffled } from '../shuffled.ts';

const by = { by: 'alice', why: 'because' };
const bucket = fc.constantFrom('r1', 'r2', 'r3');
const event: fc.Arbitrary<RolloutEvent> = fc.oneof(
  fc.constant<RolloutEvent>({ type: 'Pause', ...by }),
  fc
    .integer({ min: 1, max: 90 })
    .map((until): RolloutEvent => ({ type: 'Pause', by: 'bob', why: 'x', until: until * MINUTE })),
  fc.constant<RolloutEvent>({ type: 'Resume', ...by }),
  fc.boolean().map((pausedBySpec): RolloutEvent => ({ type: 'ObjectPauses', pausedBySpec })),
  bucket.map((name): RolloutEvent => ({ type: 'Promote', ...by, bucket: name })),
  bucket.map((name): RolloutEvent => ({ type: 'SkipBucket', ...by, bucket: name })),
  bucket.map((name): RolloutEvent => ({ type: 'SkipNodes', ...by, nodes: [`${name}-n2`] })),
  fc
    .option(bucket, { nil: undefined })
    .map((name): RolloutEvent => ({ type: 'Retry', ...by, ...(name && { bucket: name }) })),
);
const last = fc.constantFrom<RolloutEvent | null>(
  null,
  null,
  { type: 'Abort', ...by },
  { type: 'Supersede', ...by },
  { type: 'Rollback', ...by },
);
const run = fc.record({
  events: fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), event), { maxLength: 8 }),
  last: fc.tuple(fc.integer({ min: 0, max: 90 }), last),
  // Most minions are well.
  verdicts: fc.array(
    fc.constantFrom(...saltVerdicts, 'Changed', 'Changed', 'Changed', 'Changed', 'Changed', 'Changed'),
    { minLength: 12, maxLength: 12 },
  ),
  gates: fc.array(fc.constantFrom<GateVerdict>('Healthy', 'Healthy', 'Healthy', 'Unhealthy', 'Pending', 'Unknown'), {
    minLength: 1,
    maxLength: 6,
  }),
  bad: fc.subarray(['r1-n1', 'r2-n3', 'r3-n2']),
  rules: fc.record({
    dryRun: fc.constantFrom('Never', 'First', 'Only'),
    maxConcurrentDomains: fc.integer({ min: 1, max: 3 }),
    maxUnavailable: fc.constantFrom<string | number>(1, 2, '34%', '100%'),
    onFailure: fc.constantFrom('Pause', 'Abort', 'Rollback'),
    failureBudget: fc.record({
      perBucket: fc.integer({ min: 0, max: 2 }),
      total: fc.constantFrom<string | number>(0, 2, '100%'),
      shared: fc.integer({ min: 0, max: 3 }),
    }),
  }),
  seed: fc.integer({ min: 1, max: 1_000 }),
});

/** Steps through it; after the last event a person helps it on until it ends. */
function play({
  events,
  last: [at, word],
  verdicts,
  gates,
  bad,
  rules,
  seed,
}: typeof run extends fc.Arbitrary<infer R> ? R : never): RolloutWorld {
  const story: Story = { title: '', buckets: { r1: 4, r2: 4, r3: 4 }, rules: { ...RULES, ...rules } };
  const world = worldOf(story, shuffled(seed));
  world.behaves = (node, act, before) => {
    const index = (Number(node[1]) - 1) * 4 + Number(node[4]) - 1;
    const verdict = before === 0 ? (verdicts[index] ?? 'Ok') : 'Changed';
    return act === 'dry-run' && verdict === 'Changed' ? 'TestPending' : verdict;
  };
  world.badBefore = Object.fromEntries(bad.map((node) => [node, 'it is not Ready']));
  let asked = 0;
  world.gates = () => ({ verdict: gates[asked++] ?? 'Healthy', message: 'so it says' });
  const all = [...events, ...(word ? [[at, word] as const] : [])].sort(([a], [b]) => a - b);
  const help: RolloutEvent[] = [
    { type: 'ObjectPauses', pausedBySpec: false },
    { type: 'Resume', ...by },
  ];
  for (let turn = 0; turn < 500 && !world.rollout.result; turn += 1) {
    while (all[0] && all[0][0] * MINUTE <= world.now) world.says(all.shift()![1]);
    const sent = world.submissions.length;
    world.settle();
    const isHeld = holdOnNodes(world.rollout) !== undefined || world.rollout.ending !== undefined;
    // What was found out in this very step may hold it only afterwards.
    const before = world.submissions.length;
    world.settle();
    if (isHeld && world.submissions.length > before) throw new Error('a slice was sent out while it was held');
    if (world.submissions.length < sent) throw new Error('Salt forgot a job');
    const next = Math.min(world.nextTime(), (all[0]?.[0] ?? Infinity) * MINUTE);
    if (Number.isFinite(next)) world.now = next;
    else for (const one of help) world.says(one);
  }
  return world;
}

test('no node runs a state twice, nothing is sent out while it is held, and it comes to an end with every node counted', () => {
  fc.assert(
    fc.property(run, (given) => {
      const world = play(given);
      check(world);

      const { rollout } = world;
      expect(rollout.result).toBeDefined();
      for (const { counts, nodes } of rollout.buckets) {
        const { nodes: _, ...parts } = counts;
        expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(nodes);
      }
      const shown = saltTransaction.schema.shape.status.unwrap().safeParse(reportRollout(rollout, world.now));
      expect(shown.error).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});

test('decided once more at the same time, nothing further is done', () => {
  fc.assert(
    fc.property(run, (given) => {
      const world = play(given);
      const jobs = world.submissions.length;
      const { length } = world.begun;
      world.settle();
      expect([world.submissions.length, world.begun.length]).toEqual([jobs, length]);
    }),
    { numRuns: 50 },
  );
});

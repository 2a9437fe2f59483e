import type { RolloutEvent } from '../../../api/rollout/events.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import type { Calendar } from '../../../api/rollout/slots.ts';
import { RULES, type Story } from './story.ts';
import { MINUTE, type RolloutWorld } from './world.ts';

const says = (at: number, words: string, event: RolloutEvent) => ({
  at,
  says: words,
  does: (world: RolloutWorld) => world.says(event),
});

/** One answer after the other, of which the last one stays. */
const answers = (world: RolloutWorld, ...verdicts: GateVerdict[]) => {
  const left = [...verdicts];
  world.gates = () => ({ verdict: (left.length > 1 ? left.shift() : left[0]) ?? 'Unknown', message: 'so it says' });
};
const calendar = (minutes: readonly (readonly [number, number])[], freezes: Calendar['freezes'] = []): Calendar => ({
  openings: minutes.map(([from, to]) => ({ from: from * MINUTE, to: to * MINUTE })),
  freezes,
  until: 7 * 24 * 60 * MINUTE,
});

/** In which health, changes or the clock say how it goes on. */
export const gateStories: Record<string, Story> = {
  'gate-waits-and-goes-on': {
    title: 'An alert is pending after the soak, then nobody answers, then all is well: it goes on by itself.',
    buckets: { r1: 1, r2: 1 },
    prepare: (world) => answers(world, 'Pending', 'Unknown', 'Healthy'),
  },
  'gate-stays-unknown': {
    title: 'Nobody answers for longer than the patience lasts: a person is asked. Alice looks, and has it asked anew.',
    buckets: { r1: 1, r2: 1 },
    prepare: (world) => answers(world, 'Unknown', 'Unknown', 'Unknown', 'Unknown', 'Healthy'),
    events: [says(40, 'alice resumes', { type: 'Resume', by: 'alice', why: 'the monitoring is back' })],
  },
  'gate-unhealthy-promoted': {
    title: 'A gate is unhealthy and stays so; alice promotes the rack all the same.',
    buckets: { r1: 1, r2: 1 },
    prepare: (world) =>
      (world.gates = (bucket) => ({ verdict: bucket === 'r1' ? 'Unhealthy' : 'Healthy', message: 'so it says' })),
    events: [
      says(20, 'alice resumes, and it is asked anew', { type: 'Resume', by: 'alice', why: 'it should be well now' }),
      says(40, 'alice promotes r1', { type: 'Promote', by: 'alice', why: 'a broken sensor', bucket: 'r1' }),
    ],
  },
  'gate-unhealthy-rolls-back': {
    title: 'A gate that may take the release back says that it is bad.',
    buckets: { r1: 2, r2: 2 },
    rules: { gates: RULES.gates.map((gate) => ({ ...gate, onUnhealthy: 'Rollback' as const })) },
    prepare: (world) => answers(world, 'Pending', 'Unhealthy'),
  },
  'dry-run-first': {
    title: 'Every rack is tried before. The second one would change what the first did not: alice looks, and lets it.',
    buckets: { r1: 2, r2: 2, r3: 1 },
    rules: { dryRun: 'First' },
    prepare: (world) => (world.changes = (node) => (node === 'r2-n2' ? 'sshd: another port' : 'nginx: a new version')),
    events: [says(40, 'alice resumes', { type: 'Resume', by: 'alice', why: 'that port is right' })],
  },
  'dry-run-finds-a-broken-state': {
    title: 'The dry run does not compile: nothing was touched, and it is aborted.',
    buckets: { r1: 2, r2: 2 },
    rules: { dryRun: 'First', onFailure: 'Abort' },
    prepare: (world) => (world.behaves = () => 'CompileError'),
  },
  'dry-run-only': {
    title: 'A rollout that only tries: no soak, no gates, nothing is applied.',
    buckets: { r1: 2, r2: 1 },
    rules: { dryRun: 'Only' },
  },
  windows: {
    title:
      'A window closes in the middle of a rack: it goes on in the next one. A rack that would not fit waits for it.',
    buckets: { r1: 4, r2: 8, r3: 4 },
    rules: { maxUnavailable: 1, soakMs: 0, gates: [] },
    prepare: (world) =>
      (world.calendar = calendar([
        [10, 15],
        [30, 50],
        [60, 75],
      ])),
  },
  freeze: {
    title: 'A freeze holds what is under way, whatever the windows say.',
    buckets: { r1: 4 },
    rules: { maxUnavailable: 1 },
    prepare: (world) =>
      (world.calendar = calendar([[0, 600]], [{ from: 3 * MINUTE, to: 120 * MINUTE, reason: 'the sale' }])),
  },
};

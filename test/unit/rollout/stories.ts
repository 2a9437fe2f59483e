import type { RolloutEvent } from '../../../api/rollout/events.ts';
import type { Story } from './story.ts';
import { MINUTE } from './world.ts';
import { gateStories } from './gate-stories.ts';

const says = (at: number, words: string, event: RolloutEvent) => ({
  at,
  says: words,
  does: (world: { says(event: RolloutEvent): void }) => world.says(event),
});
const alice = { by: 'alice' };
const fails =
  (...nodes: string[]) =>
  (node: string) =>
    nodes.includes(node);

export const stories: Record<string, Story> = {
  'rack-by-rack': {
    title: 'Two racks of three, one after the other, half of a rack at a time.',
    buckets: { r1: 3, r2: 3 },
  },
  'canary-then-two-at-a-time': {
    title: 'A canary goes alone; then two racks at a time.',
    buckets: { canary: 1, r1: 2, r2: 2, r3: 1 },
    alone: ['canary'],
    rules: { maxConcurrentDomains: 2 },
  },
  'pause-in-the-middle-of-a-slice': {
    title:
      'Alice pauses while a slice is under way: it comes to its end, and nothing else is begun until she resumes it.',
    buckets: { r1: 4, r2: 1 },
    events: [
      says(1, 'alice pauses', { type: 'Pause', ...alice, why: 'watching the graphs' }),
      says(30, 'alice resumes', { type: 'Resume', ...alice, why: 'they look well' }),
    ],
  },
  'pauses-of-three-sources': {
    title: 'Git, bob and alice hold it, and each ends it for itself; bob for half an hour only.',
    buckets: { r1: 1, r2: 1 },
    events: [
      says(0, 'spec.paused is set', { type: 'ObjectPauses', pausedBySpec: true }),
      says(5, 'bob pauses for half an hour', { type: 'Pause', by: 'bob', why: 'lunch', until: 35 * MINUTE }),
      says(10, 'spec.paused is taken away', { type: 'ObjectPauses', pausedBySpec: false }),
      says(37, 'an annotation holds it', { type: 'ObjectPauses', pausedBySpec: false, pausedByAnnotation: 'audit' }),
      says(60, 'alice resumes, which does not concern the annotation', {
        type: 'Resume',
        ...alice,
        why: 'bob is back',
      }),
      says(90, 'the annotation is taken away', { type: 'ObjectPauses', pausedBySpec: false }),
    ],
  },
  'failure-retried': {
    title: 'A node fails: the rest of the rack is not touched. Alice mends it and has the failed one tried again.',
    buckets: { r1: 4, r2: 1 },
    prepare: (world) => {
      world.behaves = (node, act, before) =>
        fails('r1-n2')(node) && before === 0 ? 'StateFailed' : act === 'apply' ? 'Changed' : 'Ok';
    },
    events: [says(20, 'alice has it tried again', { type: 'Retry', ...alice, why: 'the disk was full' })],
  },
  'failure-accepted': {
    title: 'A node fails for good. Alice accepts it: the rollout goes on without it, and nobody is asked twice.',
    buckets: { r1: 4, r2: 1 },
    prepare: (world) => {
      world.behaves = (node) => (node === 'r1-n2' ? 'StateFailed' : 'Changed');
    },
    events: [says(20, 'alice resumes', { type: 'Resume', ...alice, why: 'that one is to be scrapped' })],
  },
  'last-bucket-fails': {
    title:
      'Nothing soaks, no gate is asked, and the last bucket fails: the commit is good when Alice says so, not before.',
    buckets: { r1: 2, r2: 2 },
    rules: { gates: [], soakMs: 0 },
    prepare: (world) => {
      world.behaves = (node) => (node === 'r2-n2' ? 'StateFailed' : 'Changed');
    },
    events: [says(20, 'alice resumes', { type: 'Resume', ...alice, why: 'that one is to be scrapped' })],
  },
  'rollback-on-failure': {
    title: 'More nodes fail than the budget lets: what is under way ends, and the rollout is to be taken back.',
    buckets: { r1: 4, r2: 2 },
    rules: { onFailure: 'Rollback', failureBudget: { perBucket: 1, total: '100%', shared: 0 } },
    prepare: (world) => {
      world.behaves = (node) => (fails('r1-n1', 'r1-n2')(node) ? 'StateFailed' : 'Changed');
    },
  },
  'one-new-failure-stops-all': {
    title: 'Budgets would bear it, but three nodes share one new failure: that is the release, and it is aborted.',
    buckets: { r1: 4, r2: 4, r3: 4 },
    rules: {
      onFailure: 'Abort',
      maxConcurrentDomains: 2,
      gates: [],
      failureBudget: { perBucket: '100%', total: '100%', shared: 3 },
    },
    prepare: (world) => {
      world.behaves = (node) => (fails('r1-n1', 'r2-n1', 'r2-n3')(node) ? 'StateFailed' : 'Changed');
    },
  },
  'bad-before': {
    title: 'Two nodes were not well before: they go last, by themselves, and nobody blames the release.',
    buckets: { r1: 4, r2: 1 },
    prepare: (world) => {
      world.badBefore = { 'r1-n1': 'it is not Ready', 'r1-n3': 'it is not Ready' };
      world.behaves = (node) => (fails('r1-n1', 'r1-n3')(node) ? 'Unreachable' : 'Changed');
    },
  },
  'lost-returns': {
    title: 'A return is lost and had done its work, another one had not, a third node is busy: none runs it twice.',
    buckets: { r1: 3 },
    rules: { maxUnavailable: '100%' },
    prepare: (world) => {
      world.behaves = (node, act, before) => {
        if (node === 'r1-n1') return act === 'apply' ? 'Lost' : 'Ok';
        if (node === 'r1-n2') return act === 'verify' ? 'TestPending' : before === 0 ? 'Lost' : 'Changed';
        return act === 'apply' && before === 0 ? 'Busy' : 'Changed';
      };
    },
  },
  superseded: {
    title: 'A newer commit is wanted: the slice under way ends, nothing else is begun.',
    buckets: { r1: 4, r2: 4 },
    events: [says(3, 'the branch moves on', { type: 'Supersede', by: 'the deployment', why: 'cccccccc is wanted' })],
  },
  'nodes-join-meanwhile': {
    title:
      'Nodes come while r1 is under way: one of r2 goes with its rack, one of r1 is too late for it and goes last, with one of a rack that nobody knew. What comes during that goes after it.',
    buckets: { r1: 2, r2: 1 },
    events: [
      says(1, 'nodes come in r1, r2 and r3', {
        type: 'NodesJoined',
        nodes: [
          { name: 'r1-n3', bucket: 'r1' },
          { name: 'r2-n2', bucket: 'r2' },
          { name: 'r3-n1', bucket: 'r3' },
        ],
      }),
      says(2, 'one of them is told of once more', {
        type: 'NodesJoined',
        nodes: [{ name: 'r2-n2', bucket: 'r2' }],
      }),
      says(20, 'one comes in r2, whose turn is over', {
        type: 'NodesJoined',
        nodes: [{ name: 'r2-n3', bucket: 'r2' }],
      }),
    ],
  },
  skipped: {
    title: 'Bob takes a node out before its turn, and a whole rack in the middle of it.',
    buckets: { r1: 2, r2: 4, r3: 1 },
    events: [
      says(1, 'bob takes r1-n2 out', { type: 'SkipNodes', by: 'bob', why: 'being repaired', nodes: ['r1-n2'] }),
      says(8, 'bob takes r2 out', { type: 'SkipBucket', by: 'bob', why: 'its switch is swapped', bucket: 'r2' }),
    ],
  },
  'each-waits-for-a-person': {
    title: 'Without autoResume every rack after the first waits for a word.',
    buckets: { r1: 1, r2: 1, r3: 1 },
    rules: { autoResume: false },
    events: [
      says(30, 'alice resumes', { type: 'Resume', ...alice, why: 'r1 looks well' }),
      says(60, 'alice promotes all that is left', { type: 'Promote', ...alice, why: 'in a hurry' }),
      says(90, 'alice resumes', { type: 'Resume', ...alice, why: 'go' }),
    ],
  },
  ...gateStories,
};

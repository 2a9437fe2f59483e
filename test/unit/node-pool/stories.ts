import type { PoolStrategy } from '../../../api/pool/view.ts';
import { revisionHash } from '../../../api/pool/revisions.ts';
import type { Story } from './story.ts';
import type { PoolWorld, SimulatedNode } from './world.ts';

const rolling = (maxSurge: number | string, maxUnavailable: number | string): PoolStrategy => ({
  type: 'RollingUpdate',
  maxSurge,
  maxUnavailable,
});
const scale = (replicas: number) => (world: PoolWorld) => (world.pool = { ...world.pool, replicas });
const template = (name: string) => (world: PoolWorld) => (world.template = name);
const applied = { at: 0, says: 'the pool is applied', does: () => undefined };

/** The node that stands at that place by name among those that fit; so that a story means the same one in any order. */
function pick(world: PoolWorld, fits: (node: SimulatedNode) => boolean, place = 0): SimulatedNode {
  const [node] = world.nodes
    .filter((one) => one.deletion === 'None' && fits(one))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(place);
  if (!node) throw new Error('The story speaks of a node that is not there.');
  return node;
}
const isReady = ({ health }: SimulatedNode) => health.state === 'Ready';
const isStarting = ({ health }: SimulatedNode) => health.state === 'Starting';
const isStalled = ({ health }: SimulatedNode) => health.state === 'Stalled';

const jam = (world: PoolWorld) => world.stuck.set(pick(world, isStarting).name, 'the installer found no disk');

export const stories: Record<string, Story> = {
  'scale-from-nothing': {
    title: 'A pool is applied with nothing, scaled to four, and back to nothing.',
    pool: { replicas: 0 },
    events: [
      applied,
      { at: 10, says: 'somebody scales it to 4', does: scale(4) },
      { at: 60, says: 'somebody scales it to 0', does: scale(0) },
    ],
  },
  'scale-down-unhealthy-first': {
    title: 'A pool of five is scaled down: the marked one goes first, then those that do not serve, then the newest.',
    pool: { replicas: 4 },
    events: [
      applied,
      { at: 40, says: 'somebody scales it to 5', does: scale(5) },
      {
        at: 80,
        says: 'one node falls ill, another one is marked to go first',
        does: (world) => {
          pick(world, isReady, 1).health = { state: 'NotReady' };
          pick(world, isReady, 2).deleteFirst = true;
        },
      },
      { at: 90, says: 'somebody scales it to 2', does: scale(2) },
    ],
  },
  'rolling-without-surge': {
    title: 'A rolling update of three nodes that may use no further machine, one after the other.',
    pool: { replicas: 3, strategy: rolling(0, 1) },
    events: [applied, { at: 60, says: 'the template changes', does: template('second') }],
  },
  'rolling-with-surge': {
    title: 'A rolling update of eight nodes with a surge of 25 %: none is missed at any time.',
    pool: { replicas: 8, strategy: rolling('25%', 0) },
    events: [applied, { at: 60, says: 'the template changes', does: template('second') }],
  },
  'rolling-with-both': {
    title: 'A rolling update of six nodes, one more and two less at a time.',
    pool: { replicas: 6, strategy: rolling(1, 2) },
    events: [applied, { at: 60, says: 'the template changes', does: template('second') }],
  },
  'pause-and-resume': {
    title:
      'A rollout is paused half-way. A node that is lost meanwhile comes back as it was; then the rollout goes on.',
    pool: { replicas: 3, strategy: rolling(1, 0) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      {
        at: 100,
        says: 'alice pauses the pool',
        does: (world) => (world.pauses = [{ source: 'command', by: 'alice', why: 'watching the first one' }]),
      },
      {
        at: 150,
        says: 'somebody deletes two nodes by hand',
        does: (world) => [0, 1].forEach(() => world.remove(pick(world, isReady))),
      },
      { at: 400, says: 'alice resumes it', does: (world) => (world.pauses = []) },
    ],
  },
  'scaled-while-paused': {
    title:
      'A rollout is paused half-way, and scaled up and down meanwhile: old and new keep their shares; then it goes on.',
    pool: { replicas: 4, strategy: rolling(0, 2) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      {
        at: 90,
        says: 'alice pauses the pool',
        does: (world) => (world.pauses = [{ source: 'command', by: 'alice', why: 'watching the first two' }]),
      },
      { at: 180, says: 'somebody scales it to 8', does: scale(8) },
      { at: 240, says: 'somebody scales it to 2', does: scale(2) },
      { at: 300, says: 'somebody scales it to 6', does: scale(6) },
      { at: 400, says: 'alice resumes it', does: (world) => (world.pauses = []) },
    ],
  },
  'progress-deadline-and-recovery': {
    title:
      'A rollout hangs on a machine that does not install; the deadline passes; it goes on when the machine is mended.',
    pool: { replicas: 3, strategy: rolling(0, 1) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      { at: 90, says: 'the installer of the new node finds no disk', does: jam },
      { at: 400, says: 'somebody puts a disk in', does: (world) => world.stuck.clear() },
    ],
  },
  undo: {
    title: 'A bad template is undone: what has it goes first, what never had it stays.',
    pool: { replicas: 4, strategy: rolling(1, 0) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('bad') },
      { at: 70, says: 'the installer of the new node finds no disk', does: jam },
      {
        at: 150,
        says: 'somebody goes back to revision 1',
        does: (world) => (world.undo = { hash: revisionHash('first'), against: revisionHash('bad') }),
      },
      {
        at: 300,
        says: 'the template is corrected',
        does: (world) => {
          world.template = 'good';
          world.stuck.clear();
        },
      },
    ],
  },
  'template-changed-midway': {
    title: 'The template changes a second time in the middle of a rollout: what is half-way goes first.',
    pool: { replicas: 4, strategy: rolling(0, 2) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      { at: 100, says: 'it changes again', does: template('third') },
    ],
  },
  'deletion-by-hand-during-rollout': {
    title: 'Somebody deletes nodes while a rollout is under way: it waits for them, and takes down no further one.',
    pool: { replicas: 4, strategy: rolling(0, 1) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      {
        at: 70,
        says: 'somebody deletes two nodes by hand',
        does: (world) => [0, 1].forEach(() => world.remove(pick(world, isReady))),
      },
    ],
  },
  'adoption-and-giving-up': {
    title: 'A pool takes over nodes that run already, as far as it needs them, and lets one go whose label is changed.',
    pool: { replicas: 3 },
    events: [
      {
        at: 0,
        says: 'there are four nodes, one of them without the label; the pool is applied',
        does: (world) => {
          for (const name of ['hand-1', 'hand-2']) world.add(name, { health: { state: 'Ready' }, revision: null });
          world.add('hand-3', { health: { state: 'Ready' }, labels: { role: 'db' } });
          world.add('theirs', { health: { state: 'Ready' }, owner: 'another' });
        },
      },
      {
        at: 60,
        says: 'somebody takes the label from hand-1',
        does: (world) => (pick(world, ({ name }) => name === 'hand-1').labels = {}),
      },
      {
        at: 120,
        says: 'hand-1 gets its label back, and hand-3 gets it too: the pool is full',
        does: (world) => {
          for (const wanted of ['hand-1', 'hand-3'])
            pick(world, ({ name }) => name === wanted).labels = { role: 'web' };
        },
      },
      { at: 130, says: 'somebody scales it to 4', does: scale(4) },
    ],
  },
  'on-delete': {
    title: 'Under OnDelete a new template is for those only that somebody deletes.',
    pool: { replicas: 3 },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      { at: 90, says: 'somebody deletes a node', does: (world) => world.remove(pick(world, isReady)) },
    ],
  },
  'stuck-node': {
    title:
      'A node that can not be installed is shown and left alone; when somebody deletes it, another one takes its place.',
    pool: { replicas: 3, strategy: rolling(0, 1) },
    events: [
      applied,
      { at: 10, says: 'the installer of one finds no disk', does: jam },
      {
        at: 200,
        says: 'somebody deletes it, and its machine is repaired',
        does: (world) => {
          world.remove(pick(world, isStalled));
          world.stuck.clear();
        },
      },
    ],
  },
  'replicas-changed-mid-rollout': {
    title: 'A pool is scaled up, and down again, in the middle of a rollout.',
    pool: { replicas: 4, strategy: rolling(1, 1) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      { at: 90, says: 'somebody scales it to 6', does: scale(6) },
      { at: 130, says: 'somebody scales it to 2', does: scale(2) },
    ],
  },
  'deletion-held-by-the-fuse': {
    title: 'The fuse holds the second deletion of a rollout: the pool waits until somebody confirms it.',
    pool: { replicas: 3, strategy: rolling(0, 1) },
    events: [
      applied,
      {
        at: 60,
        says: 'the template changes; the fuse lets one more machine go',
        does: (world) => {
          world.fuse = 1;
          world.template = 'second';
        },
      },
      {
        at: 300,
        says: 'somebody confirms the held deletion, and the fuse lets all go',
        does: (world) => {
          world.fuse = Number.POSITIVE_INFINITY;
          world.confirmHeld();
        },
      },
    ],
  },
  'pool-deleted': {
    title: 'A pool is deleted in the middle of a rollout, and takes all of its nodes with it.',
    pool: { replicas: 3, strategy: rolling(1, 0) },
    events: [
      applied,
      { at: 60, says: 'the template changes', does: template('second') },
      {
        at: 70,
        says: 'somebody deletes the pool',
        does: (world) => (world.pool = { ...world.pool, deletion: 'Delete' }),
      },
    ],
  },
};

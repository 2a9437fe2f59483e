import type { SeenDeployment } from '../../../activities/rollout/look.ts';
import { nextOf } from '../../../workflows/salt-deployment/next.ts';
import { type DeploymentState, initialState, takeReport } from '../../../workflows/salt-deployment/state.ts';

const NOW = Date.parse('2026-11-25T03:00:00Z');
const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)];

const seen: SeenDeployment = {
  ...{ generation: 2, revision: 0, deleting: false, pausedBySpec: false },
  wanted: { commit: NEW },
  ...{ content: 'c1', manner: 'm1', onlyTried: false, blockers: [], master: 'master-1', states: [], behind: [] },
  renewed: {},
  ...{ nodes: 3, minions: 3, coming: 0, surroundings: 's1', nextLookMs: 60_000 },
};
const good = { commit: OLD, content: 'c1' };
const failed = { commit: NEW, content: 'c1', manner: 'm1', why: 'nginx failed' };
const begun = {
  ...{ commit: NEW, content: 'c1', manner: 'm1', onlyTried: false, fromCommit: OLD, by: 'alice', why: 'new' },
  ref: { namespace: 'default', name: 'web-2', uid: 'uid-2' },
  ...{ generation: 2, startedAt: '2026-11-25T02:00:00Z' },
};

function state(change: Partial<DeploymentState> = {}): DeploymentState {
  return { ...initialState(), seen, good, ...change };
}

test.each<[string, Partial<DeploymentState>, object]>([
  ['a new commit is begun', {}, { next: 'begin', wish: { commit: NEW, fromCommit: OLD } }],
  ['the good one is not', { good: { commit: NEW, content: 'c1' } }, { next: 'rest', reason: 'Succeeded' }],
  ['other roles are another matter', { good: { commit: NEW, content: 'c0' } }, { next: 'begin' }],
  ['nothing while it is paused', { seen: { ...seen, pausedBySpec: true } }, { next: 'rest', reason: 'PausedBySpec' }],
  ['a failed commit is not begun again', { failed }, { next: 'rest', reason: 'CommitFailed' }],
  ['in another manner it is', { failed: { ...failed, manner: 'm0' } }, { next: 'begin' }],
  ['a dependency goes first', { seen: { ...seen, blockers: ['x'] } }, { next: 'rest', reason: 'DependencyNotReady' }],
  [
    'the first time all nodes are waited for',
    { good: undefined, seen: { ...seen, coming: 1 } },
    { next: 'rest', reason: 'NodesComing' },
  ],
  ['later they are not', { seen: { ...seen, coming: 1 } }, { next: 'begin' }],
  ['what is under way goes on', { current: begun }, { next: 'goOn' }],
  ['another commit supersedes it', { current: { ...begun, commit: OLD } }, { next: 'supersede' }],
  ['what goes back is not superseded', { current: { ...begun, commit: OLD, rollsBack: 'web-1' } }, { next: 'goOn' }],
])('%s', (_, change, next) => {
  expect(nextOf(state(change), NOW)).toMatchObject(next);
});

test('what was rolled back is followed by the way back, and refused afterwards', () => {
  const one = state({ current: begun });
  const report = { transaction: 'uid-2', heard: 1, quiet: true, message: 'bad', progress: '1/3', holds: [] };
  takeReport(one, { ...report, phase: 'RolledBack', endedAt: '2026-11-25T03:00:00Z' });

  expect(nextOf(one, NOW)).toMatchObject({
    next: 'begin',
    wish: { commit: OLD, fromCommit: NEW, rollsBack: 'web-2' },
  });
  one.rollback = undefined;
  expect(nextOf(one, NOW)).toMatchObject({ next: 'rest', reason: 'CommitFailed' });
});

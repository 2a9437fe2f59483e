import type { SeenDeployment } from '../../../activities/rollout/look.ts';
import type { TransactionReport } from '../../../workflows/contract.ts';
import { type DeploymentState, initialState } from '../../../workflows/salt-deployment/state.ts';
import { renderStatus } from '../../../workflows/salt-deployment/status.ts';

const NOW = Date.parse('2026-11-25T03:00:00Z');
const SINCE = '2026-11-25T02:00:00Z';
const COMMAND = { by: 'alice', why: 'watching', since: SINCE };
const HELD = { ...COMMAND, source: 'command' as const, since: Date.parse(SINCE) };
const FAILURES = { source: 'failures' as const, by: 'the rollout', why: '2 failed', since: Date.parse(SINCE) };

/** A rollout is under way, and says so of itself. */
function underWay(report: Partial<TransactionReport>, change: object = {}): DeploymentState {
  const current = {
    ...{ commit: 'b'.repeat(40), content: 'c1', manner: 'm1', onlyTried: false, fromCommit: null },
    ...{ by: 'alice', why: 'new', generation: 2, startedAt: SINCE },
    ref: { namespace: 'default', name: 'web-2', uid: 'uid-2' },
    report: {
      ...{ transaction: 'uid-2', heard: 1, quiet: true, phase: 'Running' as const },
      ...{ message: '', progress: '1/3', holds: [], ...report },
    },
  };
  const seen = { wanted: { commit: current.commit }, pausedBySpec: false } as SeenDeployment;
  return { ...initialState(), seen, said: 1, current: { ...current, ...change } };
}

function paused(state: DeploymentState) {
  const input = { ref: { namespace: 'default', name: 'web', uid: 'uid-1' }, cell: 'c1', clusterId: 'k1' };
  const { phase, conditions = [] } = renderStatus(state, input, NOW);
  const { status, reason, message } = conditions.find(({ type }) => type === 'Paused') ?? {};
  return { phase, status, reason, message };
}

test.each<[string, DeploymentState, object]>([
  ['nobody holds it', underWay({}), { phase: 'Running', status: 'False', reason: 'NotPaused' }],
  [
    'a pause that not everybody keeps to',
    { ...underWay({ phase: 'Paused', quiet: false }), pauses: [COMMAND] },
    { phase: 'Pausing', status: 'False', reason: 'Pausing' },
  ],
  [
    'a pause that the rollout has not heard of',
    { ...underWay({ heard: 0, phase: 'Paused' }), pauses: [COMMAND] },
    { phase: 'Pausing', status: 'False', reason: 'Pausing' },
  ],
  [
    'a pause that everybody keeps to',
    { ...underWay({ phase: 'Paused', holds: [HELD] }), pauses: [COMMAND] },
    { phase: 'Paused', status: 'True', reason: 'PausedByCommand' },
  ],
  [
    'a pause of a rollout that makes way for a newer commit',
    { ...underWay({}, { superseded: true }), pauses: [COMMAND] },
    { status: 'True', reason: 'PausedByCommand' },
  ],
  [
    'the same, while a slice is on its way out',
    { ...underWay({ quiet: false }, { superseded: true }), pauses: [COMMAND] },
    { phase: 'Pausing', status: 'False', reason: 'Pausing' },
  ],
  [
    'failures hold it, and a slice is on its way still',
    underWay({ phase: 'Paused', quiet: false, holds: [FAILURES] }),
    { status: 'False', reason: 'Pausing', message: expect.stringContaining('2 failed') },
  ],
  [
    'failures hold it',
    underWay({ phase: 'Paused', holds: [FAILURES] }),
    { phase: 'Paused', status: 'True', message: expect.stringContaining('2 failed') },
  ],
])('%s', (_, state, expected) => {
  expect(paused(state)).toMatchObject(expected);
});

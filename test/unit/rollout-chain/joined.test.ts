import type { SeenDeployment } from '../../../activities/rollout/look.ts';
import {
  type DeploymentState,
  initialState,
  takeCatchUp,
  takeReport,
  tellJoined,
  toCatchUp,
} from '../../../workflows/salt-deployment/state.ts';

const [OLD, NEW] = ['a', 'b'].map((digit) => digit.repeat(40)) as [string, string];
const joined = ['web-8', 'web-9'].map((name) => ({ name, bucket: 'r1' }));

/** A rollout of NEW is under way, and two nodes came that have not OLD yet. */
function underWay(caughtUp: string[] = []): DeploymentState {
  return {
    ...initialState(),
    seen: { behind: ['web-8', 'web-9'], renewed: {}, joined } as unknown as SeenDeployment,
    current: { commit: NEW, ref: { namespace: 'default', name: 'web-2', uid: 'u' } } as DeploymentState['current'],
    good: { commit: OLD, content: '' },
    caughtUp: { commit: OLD, nodes: caughtUp },
  };
}

const ended = (more: object) => ({
  ...{ transaction: 'u', heard: 0, quiet: true, phase: 'Succeeded' as const, message: '', progress: '', holds: [] },
  ...{ endedAt: '2026-01-01T00:00:00Z', ...more },
});

test('a rollout hears of a node once it has the good commit, and not before', () => {
  const state = underWay();
  tellJoined(state);
  expect(state.outbox).toEqual([]);

  state.caughtUp.nodes.push('web-9');
  tellJoined(state);
  expect(state.outbox).toEqual([{ type: 'NodesJoined', nodes: [joined[1]] }]);
});

test('it hears of each once, and whom it has heard of is not brought to the good commit any more', () => {
  const state = underWay(['web-8', 'web-9']);
  tellJoined(state);
  tellJoined(state);
  expect(state.outbox).toEqual([{ type: 'NodesJoined', nodes: joined }]);
  state.caughtUp = { commit: '', nodes: [] };
  expect(toCatchUp(state)).toEqual([]);
});

test('whom a rollout did not take in before it ended is brought along afterwards; the others are its own matter', () => {
  const state = underWay(['web-8', 'web-9']);
  tellJoined(state);
  takeReport(state, ended({ joined: ['web-8'] }));
  expect(toCatchUp(state)).toEqual(['web-9']);
});

test('a rollout of the commit that is good hears of nobody', () => {
  const state = { ...underWay(['web-8', 'web-9']), good: { commit: NEW, content: '' } };
  tellJoined(state);
  expect(state.outbox).toEqual([]);
});

test('a machine that was installed anew is brought along once for each install, whoever has taken it in or tried it before', () => {
  const renewed = (fingerprint: string) =>
    ({ behind: ['web-8'], renewed: { 'web-8': fingerprint } }) as unknown as SeenDeployment;
  const state = { ...underWay(['web-8']), joined: ['web-8'], seen: renewed('aa:bb') };
  expect(toCatchUp(state)).toEqual(['web-8']);
  takeCatchUp(state, ['web-8'], OLD);
  expect(toCatchUp(state)).toEqual([]);

  state.seen = renewed('cc:dd');
  expect(toCatchUp(state)).toEqual(['web-8']);
});

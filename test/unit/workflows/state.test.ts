import type { Desire, OperateRequest } from '../../../workflows/contract.ts';
import {
  activePauses,
  everBooted,
  forgetOperation,
  initialState,
  installReported,
  nextOperation,
  nextPauseEnd,
  type NodeState,
  remember,
  setCondition,
  takeCancel,
  takeDesire,
  takeInstallerMessage,
  takeOperation,
  takePause,
  takeResume,
} from '../../../workflows/compute-node/state.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const AT = new Date(NOW).toISOString();

function desire(generation: number, rest: Partial<Desire> = {}): Desire {
  return { generation, delete: false, pausedBySpec: false, by: 'bridge-0', why: 'applied', ...rest };
}

function stateWith(rest: Partial<NodeState>): NodeState {
  return { ...initialState(), ...rest };
}

const settled: Partial<NodeState> = { desire: desire(1), provisioned: true, generation: 1 };
const pause = { by: 'alice', why: 'switch swap', since: '2026-01-01T00:00:00Z' };

function request(uid: string): OperateRequest {
  const operation = { namespace: 'default', name: uid, uid };
  return { operation, type: 'Reboot', by: 'alice', why: 'kernel', force: false, timeoutMs: 1, drain: [] };
}

function asked(uid: string) {
  return { request: request(uid) };
}

describe('what a chain does next', () => {
  test.each<[string, Partial<NodeState>, string]>([
    ['nothing before the bridge has spoken', {}, 'none'],
    ['provisions a node that is not provisioned', { desire: desire(1) }, 'provision'],
    ['deletes, whatever else is wished', { desire: desire(2, { delete: true }) }, 'delete'],
    ['deletes a provisioned node', { desire: desire(2, { delete: true }), provisioned: true }, 'delete'],
    ['takes notice of a new generation', { desire: desire(2), provisioned: true, generation: 1 }, 'accept'],
    ['shows a lost status again', { desire: desire(1), provisioned: true, generation: 1, republish: true }, 'accept'],
    ['operates on a node that is provisioned', { ...settled, operations: [asked('a')] }, 'operate'],
    ['provisions before it operates', { ...settled, provisioned: false, operations: [asked('a')] }, 'provision'],
    ['operates on nothing that is paused', { ...settled, operations: [asked('a')], pauses: [pause] }, 'none'],
    [
      'deletes before it operates',
      { ...settled, desire: desire(1, { delete: true }), operations: [asked('a')] },
      'delete',
    ],
    ['rests when everything is shown', { desire: desire(1), provisioned: true, generation: 1 }, 'none'],
  ])('%s', (_name, given, expected) => {
    expect(nextOperation(stateWith(given), Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
  });
});

describe('operations', () => {
  test('come in their order, and each but once', () => {
    const state = stateWith({});
    expect(takeOperation(state, request('a'))).toBe('taken');
    expect(takeOperation(state, request('b'))).toBe('taken');
    expect(takeOperation(state, request('a'))).toBe('known');
    expect(state.operations?.map((known) => known.request.operation.uid)).toEqual(['a', 'b']);
  });

  test('that are over are not done once more', () => {
    const state = stateWith({});
    takeOperation(state, request('a'));
    for (const known of state.operations ?? []) forgetOperation(state, known);
    expect(state.operations).toEqual([]);
    expect(takeOperation(state, request('a'))).toBe('known');
  });

  test('are called off by the first who says so', () => {
    const state = stateWith({ operations: [asked('a')] });
    takeCancel(state, { operation: 'a', by: 'alice', why: 'one' });
    takeCancel(state, { operation: 'a', by: 'bob', why: 'two' });
    takeCancel(state, { operation: 'b', by: 'bob', why: 'two' });
    expect(state.operations?.[0]?.cancel).toMatchObject({ by: 'alice' });
  });
});

describe('wishes', () => {
  test('an older generation that arrives late changes nothing', () => {
    const state = stateWith({ desire: desire(3) });

    takeDesire(state, desire(2, { delete: true }));

    expect(state.desire).toEqual(desire(3));
  });

  test('a seen deletion stays seen when the next wish does not repeat it', () => {
    const state = stateWith({ desire: desire(3, { delete: true }) });

    takeDesire(state, desire(4));

    expect(state.desire).toMatchObject({ generation: 4, delete: true });
  });

  test('only news nudges what waits; a repetition only asks for the status', () => {
    const state = stateWith({ desire: desire(3) });

    takeDesire(state, desire(3));
    expect(state).toMatchObject({ nudges: 0, republish: true });

    takeDesire(state, desire(4));
    expect(state.nudges).toBe(1);
  });
});

describe('pauses', () => {
  test('all sources are shown, with who and why; one that ran out is not', () => {
    const state = stateWith({ desire: desire(1, { pausedBySpec: true, pausedByAnnotation: 'moving racks' }) });
    takePause(state, { by: 'alice', why: 'switch swap' }, AT);
    takePause(state, { by: 'bob', why: 'lunch', until: new Date(NOW - 1).toISOString() }, AT);

    expect(activePauses(state, NOW).map(({ source, by, why }) => [source, by, why])).toEqual([
      ['spec', 'spec.paused', 'set in the object'],
      ['annotation', 'annotation', 'moving racks'],
      ['command', 'alice', 'switch swap'],
    ]);
  });

  test('a resume ends what commands paused, and leaves what stands in git', () => {
    const state = stateWith({ desire: desire(1, { pausedBySpec: true }) });
    takePause(state, { by: 'alice', why: 'switch swap' }, AT);

    takeResume(state, { by: 'bob', why: 'swapped' }, AT);

    expect(activePauses(state, NOW).map(({ source }) => source)).toEqual(['spec']);
    expect(state.history).toMatchObject([{ operation: 'resume', by: 'bob', message: 'swapped' }]);
  });

  test('the first end of several is the one to wake up at', () => {
    const state = initialState();
    takePause(state, { by: 'alice', why: 'a', until: new Date(NOW + 9_000).toISOString() }, AT);
    takePause(state, { by: 'bob', why: 'b', until: new Date(NOW + 5_000).toISOString() }, AT);
    takePause(state, { by: 'carol', why: 'c' }, AT);

    expect(nextPauseEnd(state, NOW)).toBe(5_000);
  });
});

describe('what a machine tells', () => {
  const claim = { asset: 'r1-a01', installId: 'now', booted: true, attempt: 1 } as NodeState['claim'];

  test('a word of another install is not heard', () => {
    const state = stateWith({ claim });

    takeInstallerMessage(state, { installId: 'before', event: 'installed', detail: '', at: AT });

    expect(state.installer).toEqual([]);
    expect(installReported(state, 'now')).toBe(false);
  });

  test('a doubled word counts once', () => {
    const state = stateWith({ claim });
    const message = { installId: 'now', event: 'installed', detail: '', at: AT } as const;

    takeInstallerMessage(state, message);
    takeInstallerMessage(state, { ...message, detail: 'again' });

    expect(state.installer).toEqual([message]);
    expect(installReported(state, 'now')).toBe(true);
    expect(installReported(state, 'before')).toBe(false);
  });
});

test.each([
  [{ booted: false, attempt: 1 }, false],
  [{ booted: true, attempt: 1 }, true],
  [{ booted: false, attempt: 2 }, true],
])('a claim %j has its machine ever booted: %s', (claim, expected) => {
  expect(everBooted(claim)).toBe(expected);
});

test('a condition keeps the time of its last transition', () => {
  const state = initialState();
  setCondition(state, 'Ready', 'False', 'InProgress', 'installing', '1');
  setCondition(state, 'Ready', 'False', 'Unavailable', 'Foreman is down', '2');
  expect(state.conditions.Ready).toEqual({
    status: 'False',
    reason: 'Unavailable',
    message: 'Foreman is down',
    since: '1',
  });
  setCondition(state, 'Ready', 'True', 'Succeeded', 'up', '3');
  expect(state.conditions.Ready?.since).toBe('3');
});

test('ten entries of history are kept', () => {
  const state = initialState();
  for (let i = 0; i < 15; i++) remember(state, { operation: `o${i}`, result: 'Done', startedAt: AT });
  expect(state.history.map(({ operation }) => operation)).toEqual(Array.from({ length: 10 }, (_, i) => `o${i + 5}`));
});

test('the state survives continue-as-new', () => {
  const state = stateWith({ desire: desire(1) });
  takePause(state, { by: 'alice', why: 'x' }, AT);
  setCondition(state, 'Ready', 'False', 'InProgress', 'installing', AT);
  expect(JSON.parse(JSON.stringify(state))).toEqual(JSON.parse(JSON.stringify(structuredClone(state))));
  expect(structuredClone(state)).toEqual(state);
});

import {
  allOver,
  begin,
  dropUnbegun,
  dueNodes,
  type FoundOperation,
  initialState,
  judge,
  type OperationChainState,
  renderStatus,
  takeDesire,
  takeProgress,
  toTellOff,
  whyNotCancelled,
} from '../../../workflows/node-operation/state.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const SPEC: FoundOperation['spec'] = {
  type: 'Reboot',
  reason: 'kernel',
  force: false,
  timeoutMs: 600_000,
  maxConcurrent: 1,
  onFailure: 'Stop',
};

function begun(nodes: FoundOperation['nodes'], spec: Partial<FoundOperation['spec']> = {}): OperationChainState {
  const state = initialState();
  const found = {
    found: true as const,
    deleting: false,
    generation: 1,
    revision: 0,
    spec: { ...SPEC, ...spec },
    nodes,
  };
  begin(state, found, 'default', NOW);
  return state;
}

const three = ['a', 'b', 'c'].map((name) => ({ name, uid: `uid-${name}` }));

function ask(state: OperationChainState): string[] {
  return dueNodes(state).map((turn) => {
    turn.asked = true;
    return turn.name;
  });
}

const states = ({ nodes }: OperationChainState) => nodes.map(({ state }) => state);
const over = (state: OperationChainState, name: string, at: 'Done' | 'Failed' | 'Canceled') =>
  takeProgress(state, { node: `uid-${name}`, state: at, message: at, finishedAt: NOW });

test('so many nodes at a time, in their order', () => {
  const state = begun(three, { maxConcurrent: 2 });
  expect(ask(state)).toEqual(['a', 'b']);
  expect(ask(state)).toEqual([]);
  over(state, 'b', 'Done');
  expect(ask(state)).toEqual(['c']);
});

test('after a failure no other is begun, and what runs goes on', () => {
  const state = begun(three, { maxConcurrent: 2 });
  ask(state);
  over(state, 'a', 'Failed');
  dropUnbegun(state, NOW);
  expect(ask(state)).toEqual([]);
  expect(states(state)).toEqual(['Failed', 'Pending', 'Canceled']);
  expect(allOver(state)).toBe(false);
  over(state, 'b', 'Done');
  expect(allOver(state)).toBe(true);
});

test('where it is to go on after a failure, it does', () => {
  const state = begun(three, { onFailure: 'Continue' });
  ask(state);
  over(state, 'a', 'Failed');
  dropUnbegun(state, NOW);
  expect(ask(state)).toEqual(['b']);
});

test('a name without a node fails it before anything is begun', () => {
  const state = begun([{ name: 'a', uid: 'uid-a' }, { name: 'x' }]);
  dropUnbegun(state, NOW);
  expect(ask(state)).toEqual([]);
  expect(state.nodes.map(({ message }) => message)).toEqual([
    'not begun: x failed',
    'there is no ComputeNode x in namespace default',
  ]);
});

test('called off: what was not asked is not, who was asked is told once', () => {
  const state = begun(three);
  ask(state);
  state.cancel = { by: 'alice', why: 'not today' };
  dropUnbegun(state, NOW);
  expect(states(state)).toEqual(['Pending', 'Canceled', 'Canceled']);
  expect(toTellOff(state).map(({ name }) => name)).toEqual(['a']);
  for (const turn of toTellOff(state)) turn.toldOff = true;
  expect(toTellOff(state)).toEqual([]);
});

test('what is over stays so, whatever comes late', () => {
  const state = begun(three);
  ask(state);
  over(state, 'a', 'Done');
  takeProgress(state, { node: 'uid-a', state: 'Running', message: 'restart' });
  takeProgress(state, { node: 'uid-of-nobody', state: 'Failed', message: '' });
  expect(states(state)).toEqual(['Done', 'Pending', 'Pending']);
});

test('a deletion that was seen stays seen', () => {
  const state = initialState();
  takeDesire(state, { generation: 1, delete: true, by: 'b', why: '' });
  takeDesire(state, { generation: 1, delete: false, by: 'b', why: '' });
  expect(state.desire?.delete).toBe(true);
});

test.each<[string, ('Done' | 'Failed' | 'Canceled')[], string, string, RegExp]>([
  ['all done', ['Done', 'Done', 'Done'], 'Complete', 'Succeeded', /^3 of 3 nodes are done$/],
  [
    'one failed',
    ['Done', 'Failed', 'Canceled'],
    'Failed',
    'OperationFailed',
    /^1 of 3 nodes are done; b: Failed, and 1 more/,
  ],
  ['called off', ['Done', 'Done', 'Canceled'], 'Failed', 'Canceled', /c: Canceled$/],
])('%s', (_what, ends, condition, reason, words) => {
  const state = begun(three, { maxConcurrent: 3 });
  ask(state);
  ends.forEach((end, index) => over(state, three[index]?.name ?? '', end));
  judge(state, NOW);
  const { conditions = [] } = renderStatus(state, { id: 'x' });
  expect(conditions.filter(({ status }) => status === 'True')).toMatchObject([{ type: condition, reason }]);
  expect(conditions.find(({ type }) => type === condition)?.message).toMatch(words);
});

test.each<[string, Partial<OperationChainState>, string, RegExp | undefined]>([
  ['one that runs', {}, 'fan', undefined],
  ['without a why', {}, '', /Say why/],
  ['twice', { cancel: { by: 'bob', why: 'x' } }, 'fan', /called off already, by bob: x/],
  ['when it is over', { nodes: [] }, 'fan', /is over/],
])('calling off %s', (_what, rest, why, words) => {
  const refusal = whyNotCancelled({ ...begun(three), ...rest }, { why });
  if (words) expect(refusal).toMatch(words);
  else expect(refusal).toBeUndefined();
});

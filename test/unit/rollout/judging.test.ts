import { askAgainAt, judge, type Judgement } from '../../../api/rollout/judging.ts';
import type { GateRule, OnFailure } from '../../../api/rollout/rules.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import { withGateNames } from '../../../api/rollout/gate-names.ts';

const MINUTE = 60_000;
const NOW = 100 * MINUTE;

function rule(name: string, onUnhealthy: OnFailure = 'Pause', patience = 10, interval = 1): GateRule {
  return { name, type: 'Http', onUnhealthy, intervalMs: interval * MINUTE, patienceMs: patience * MINUTE };
}

const answers = (verdicts: Record<string, GateVerdict>) =>
  Object.entries(verdicts).map(([gate, verdict]) => ({ gate, verdict, message: 'so it says' }));

/** Minutes of asking; how long until it is asked again. */
function judged(gates: GateRule[], verdicts: Record<string, GateVerdict>, since = 0, again = 1): Judgement {
  return judge(
    gates,
    { since: NOW - since * MINUTE, asked: false, results: answers(verdicts), again: NOW + again * MINUTE },
    NOW,
  );
}

const [A, B] = [rule('a'), rule('b')];

it.each<[string, Judgement, Judgement]>([
  ['no gates', judged([], {}), { say: 'Go' }],
  ['gates that nobody asked yet', judged([A], {}), { say: 'Ask' }],
  ['all healthy', judged([A, B], { a: 'Healthy', b: 'Healthy' }), { say: 'Go' }],
  ['one pending', judged([A, B], { a: 'Healthy', b: 'Pending' }), { say: 'Wait', until: NOW + MINUTE }],
  ['one unknown', judged([A, B], { a: 'Healthy', b: 'Unknown' }), { say: 'Wait', until: NOW + MINUTE }],
  ['one that was not answered for', judged([A, B], { a: 'Healthy' }), { say: 'Wait', until: NOW + MINUTE }],
  ['an answer of one that is no gate', judged([A], { x: 'Healthy' }), { say: 'Wait', until: NOW + MINUTE }],
  ['one pending, and it is time', judged([A], { a: 'Pending' }, 5, 0), { say: 'Ask' }],
  [
    'one pending for as long as it may be',
    judged([A], { a: 'Pending' }, 10),
    { say: 'Pause', why: 'a is pending: so it says; nothing better for 10 min' },
  ],
  [
    'one unknown for as long as it may be, of two: never more than a pause',
    judged([rule('a', 'Rollback'), rule('b', 'Abort', 60)], { a: 'Unknown', b: 'Unknown' }, 10),
    { say: 'Pause', why: 'a is unknown: so it says; nothing better for 10 min' },
  ],
  [
    'one unhealthy',
    judged([A, B], { a: 'Unhealthy', b: 'Healthy' }),
    { say: 'Pause', why: 'a is unhealthy: so it says' },
  ],
  [
    'one that aborts',
    judged([rule('a', 'Abort')], { a: 'Unhealthy' }),
    { say: 'Abort', why: 'a is unhealthy: so it says' },
  ],
  [
    'several unhealthy: the gravest',
    judged([A, rule('b', 'Rollback'), rule('c', 'Abort')], { a: 'Unhealthy', b: 'Unhealthy', c: 'Unhealthy' }),
    { say: 'Rollback', why: 'b is unhealthy: so it says; c is unhealthy: so it says; a is unhealthy: so it says' },
  ],
  [
    'one unhealthy beside one that is unknown for long',
    judged([A, rule('b', 'Abort')], { a: 'Unknown', b: 'Unhealthy' }, 60),
    { say: 'Abort', why: 'b is unhealthy: so it says' },
  ],
])('%s', (_, judgement, expected) => {
  expect(judgement).toEqual(expected);
});

test('it is asked again after the shortest interval of those that are not healthy, and not at once', () => {
  const gates = [rule('a', 'Pause', 10, 1), rule('b', 'Pause', 10, 3), rule('c', 'Pause', 10, 0)];
  expect(askAgainAt(gates, answers({ a: 'Healthy', b: 'Pending', c: 'Healthy' }), NOW)).toBe(NOW + 3 * MINUTE);
  expect(askAgainAt(gates, answers({ a: 'Healthy', b: 'Pending' }), NOW)).toBe(NOW + 1_000);
});

test('every gate has a name of its own', () => {
  const gates = [
    { type: 'Http' },
    { type: 'Http' },
    { type: 'Http', name: 'Http-2' },
    { type: 'Http', name: 'x'.repeat(63) },
    { type: 'Http', name: 'x'.repeat(63) },
  ] as const;
  expect(withGateNames(gates).map(({ name }) => name)).toEqual([
    'Http',
    'Http-2',
    'Http-2-2',
    'x'.repeat(63),
    `${'x'.repeat(58)}-2`,
  ]);
});

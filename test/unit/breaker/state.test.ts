import fc from 'fast-check';
import { Failure } from '../../../activities/failure.ts';
import {
  admit,
  type BreakerState,
  DOWN_AFTER,
  DOWN_MS,
  noteAnswer,
  noteOutage,
  REFUSED_MS,
  UNTRIED,
} from '../../../activities/breaker/state.ts';

const MET = new Failure('Unavailable', 'it answered 503.', { outage: 'down' });
const closed = (failures = 0): BreakerState => ({ phase: 'closed', failures });
const open = (outage: 'down' | 'refused', at = 0): BreakerState => noteOutage(closed(DOWN_AFTER), outage, MET, at);

it.each<[string, BreakerState, number, ReturnType<typeof admit>]>([
  ['untried', UNTRIED, 0, 'alone'],
  ['closed', closed(), 0, 'pass'],
  ['closed, with failures', closed(DOWN_AFTER - 1), 0, 'pass'],
  ['open, down', open('down'), DOWN_MS - 1, 'refuse'],
  ['open, down, after a while', open('down'), DOWN_MS, 'alone'],
  ['open, refused', open('refused'), REFUSED_MS - 1, 'refuse'],
  ['open, refused, after ten minutes', open('refused'), REFUSED_MS, 'alone'],
])('%s: a call is let through or not', (_, state, now, admission) => {
  expect(admit(state, now)).toBe(admission);
});

it.each<[string, BreakerState, 'down' | 'refused', object]>([
  ['a refusal opens at once', closed(), 'refused', { phase: 'open', outage: 'refused', until: 5 + REFUSED_MS }],
  ['and before anything was tried', UNTRIED, 'refused', { phase: 'open', outage: 'refused' }],
  ['one silence does not', closed(), 'down', { phase: 'closed', failures: 1 }],
  ['nor before anything was tried', UNTRIED, 'down', { phase: 'untried', failures: 1 }],
  ['the last of several does', closed(DOWN_AFTER - 1), 'down', { phase: 'open', outage: 'down', since: 5 }],
  ['what goes on is shown since it began', open('down', 1), 'down', { since: 1, until: 5 + DOWN_MS }],
  ['a refusal after silence is news', open('down', 1), 'refused', { outage: 'refused', since: 5 }],
  ['silence after a refusal is none', open('refused', 1), 'down', { outage: 'refused', since: 1 }],
])('%s', (_, state, outage, expected) => {
  expect(noteOutage(state, outage, MET, 5)).toMatchObject(expected);
});

it('an answer closes, unless its call began before the trouble', () => {
  expect(noteAnswer(open('down', 10), 11)).toEqual(closed());
  expect(noteAnswer(open('down', 10), 10)).toEqual(open('down', 10));
  expect(noteAnswer(closed(5), 0)).toEqual(closed());
});

type Event = { kind: 'answer' | 'down' | 'refused'; ms: number };

it('is open only after a refusal, or after so many silences in a row, and never for ever', () => {
  const events = fc.array(
    fc.record<Event>({ kind: fc.constantFrom('answer', 'down', 'refused'), ms: fc.integer({ min: 1, max: 5_000 }) }),
    { maxLength: 60 },
  );
  let opened = 0;
  fc.assert(
    fc.property(events, (story) => {
      let state: BreakerState = UNTRIED;
      let now = 0;
      let inRow = 0;
      let refused = false;
      for (const { kind, ms } of story) {
        now += ms;
        if (kind === 'answer') {
          state = noteAnswer(state, now);
          inRow = 0;
          refused = false;
        } else {
          state = noteOutage(state, kind, MET, now);
          inRow += kind === 'down' ? 1 : 0;
          refused ||= kind === 'refused';
        }
        expect(state.phase === 'open').toBe(refused || inRow >= DOWN_AFTER);
        if (state.phase !== 'open') continue;
        opened += 1;
        expect(admit(state, now)).toBe('refuse');
        expect(admit(state, now + REFUSED_MS)).toBe('alone');
      }
    }),
  );
  expect(opened).toBeGreaterThan(0);
});

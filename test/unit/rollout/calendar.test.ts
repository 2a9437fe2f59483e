import fc from 'fast-check';
import { calendarOf, isTimeZone, openingsOf, timeOf } from '../../../api/rollout/calendar.ts';
import type { Window } from '../../../api/rollout/rules.ts';
import { mayBegin, openingAt } from '../../../api/rollout/slots.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);
const window = (given: Partial<Window>): Window => ({
  start: '22:00',
  durationMs: 6 * HOUR,
  days: [],
  timeZone: 'UTC',
  ...given,
});
const shown = (windows: Window[], from: string, until: string) =>
  openingsOf(windows, at(from), at(until)).map(
    ({ from: opens, to }) => `${new Date(opens).toISOString().slice(0, 16)} ${(to - opens) / HOUR}h`,
  );

const LA = 'America/Los_Angeles';
const BERLIN = 'Europe/Berlin';

test.each([
  [
    'a night belongs to the day on which it starts',
    [window({ days: ['Mon'] })],
    '2026-11-23T00:00Z',
    '2026-11-30T00:00Z',
    ['2026-11-23T22:00 6h'],
  ],
  [
    'a window that began the evening before is open',
    [window({ days: ['Sun'] })],
    '2026-11-23T01:00Z',
    '2026-11-23T03:00Z',
    ['2026-11-22T22:00 6h'],
  ],
  [
    'days are those of the zone, not of UTC',
    [window({ days: ['Mon'], timeZone: LA })],
    '2026-11-23T00:00Z',
    '2026-11-30T00:00Z',
    ['2026-11-24T06:00 6h'],
  ],
  [
    'clocks that are put forward make no window longer or shorter',
    [window({ timeZone: LA })],
    '2026-03-07T12:00Z',
    '2026-03-09T12:00Z',
    ['2026-03-08T06:00 6h', '2026-03-09T05:00 6h'],
  ],
  [
    'clocks that are put back neither',
    [window({ timeZone: LA })],
    '2026-10-31T12:00Z',
    '2026-11-02T12:00Z',
    ['2026-11-01T05:00 6h', '2026-11-02T06:00 6h'],
  ],
  [
    'a start that the clocks skip is later by what they skip',
    [window({ start: '02:30', durationMs: HOUR, timeZone: BERLIN })],
    '2026-03-28T12:00Z',
    '2026-03-29T12:00Z',
    ['2026-03-29T01:30 1h'],
  ],
  [
    'a start that the clocks show twice is the first one',
    [window({ start: '02:30', durationMs: HOUR, timeZone: BERLIN })],
    '2026-10-24T12:00Z',
    '2026-10-25T12:00Z',
    ['2026-10-25T00:30 1h'],
  ],
  [
    'a zone of half an hour',
    [window({ start: '00:00', durationMs: HOUR, timeZone: 'Asia/Kolkata' })],
    '2026-11-23T00:00Z',
    '2026-11-23T23:00Z',
    ['2026-11-23T18:30 1h'],
  ],
  [
    'windows that touch are one',
    [window({ start: '10:00', durationMs: HOUR }), window({ start: '11:00', durationMs: HOUR })],
    '2026-11-23T00:00Z',
    '2026-11-23T23:00Z',
    ['2026-11-23T10:00 2h'],
  ],
  [
    'a window longer than a day',
    [window({ days: ['Fri'], durationMs: 60 * HOUR })],
    '2026-11-24T00:00Z',
    '2026-11-30T00:00Z',
    ['2026-11-27T22:00 60h'],
  ],
])('%s', (_, windows, from, until, expected) => {
  expect(shown(windows, from, until)).toEqual(expected);
});

test('every local time is shown when it is said to begin, or was skipped by the clocks', () => {
  const zones = fc.constantFrom(LA, BERLIN, 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns', 'UTC');
  const local = fc
    .integer({ min: at('2020-01-01T00:00Z') / 60_000, max: at('2030-01-01T00:00Z') / 60_000 })
    .map((minutes) => minutes * 60_000);
  fc.assert(
    fc.property(zones, local, (timeZone, wanted) => {
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
      const spelled = (ms: number) => clock.format(ms).replace(' ', 'T');
      const wish = new Date(wanted).toISOString().slice(0, 19);
      const found = timeOf(wanted, timeZone);
      if (spelled(found) === wish) {
        const twice = [30, 60].filter((minutes) => spelled(found - minutes * 60_000) === wish);
        expect(twice).toEqual([]);
        return;
      }
      // Skipped: the minute before, the clock showed an earlier time than wanted, and now a later one.
      expect(spelled(found) > wish).toBe(true);
      expect(spelled(found - 61 * 60_000) < wish).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('openings are in order, apart, and open exactly where a window says so', () => {
  const some = fc.record({
    start: fc.constantFrom('00:00', '02:30', '22:00', '23:59'),
    durationMs: fc.integer({ min: 1, max: 40 }).map((hours) => hours * HOUR),
    days: fc.subarray(['Mon', 'Wed', 'Sat', 'Sun'] as const),
    timeZone: fc.constantFrom(LA, BERLIN, 'UTC'),
  });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 365 }), (windows, day) => {
      const from = at('2026-01-01T00:00Z') + day * DAY;
      const openings = openingsOf(windows, from, from + 7 * DAY);
      for (const [index, { from: opens, to }] of openings.entries()) {
        expect(opens).toBeLessThan(to);
        if (index > 0) expect(openings[index - 1]!.to).toBeLessThan(opens);
      }
      const alone = windows.flatMap((one) => openingsOf([one], from, from + 7 * DAY));
      for (let time = from; time < from + 7 * DAY; time += 7 * HOUR) {
        const isOpen = ({ from: opens, to }: { from: number; to: number }) => opens <= time && time < to;
        expect(openings.some(isOpen)).toBe(alone.some(isOpen));
      }
    }),
    { numRuns: 100 },
  );
});

describe('whether something may be begun', () => {
  const calendar = (given: object) => ({ openings: null, freezes: [], until: 100 * HOUR, ...given });
  const two = calendar({
    openings: [
      { from: 0, to: 2 * HOUR },
      { from: 10 * HOUR, to: 14 * HOUR },
    ],
  });

  test.each([
    ['always, without windows', calendar({}), 5 * HOUR, 99 * HOUR, { open: true, until: null }],
    ['in a window that is long enough', two, HOUR, HOUR, { open: true, until: 2 * HOUR }],
    ['not where it would not fit any more, but in the next one', two, HOUR, 2 * HOUR, { open: false, at: 10 * HOUR }],
    ['not outside', two, 5 * HOUR, 0, { open: false, at: 10 * HOUR, why: 'outside all windows' }],
    ['in the first half of a window, if none is long enough', two, 11 * HOUR, 9 * HOUR, { open: true }],
    ['not in the second half of one', two, 13 * HOUR, 9 * HOUR, { open: false, at: null }],
  ])('%s', (_, given, now, takes, expected) => {
    expect(mayBegin(given, now, takes)).toMatchObject(expected);
  });

  it('is not while it is frozen, and the freeze cuts the window', () => {
    const frozen = { ...two, freezes: [{ from: HOUR, to: 11 * HOUR, reason: 'the sale' }] };
    expect(openingAt(frozen, 0)).toEqual({ open: true, until: HOUR });
    expect(openingAt(frozen, HOUR)).toEqual({ open: false, at: 11 * HOUR, why: 'frozen: the sale' });
  });

  it('is told of a zone that nobody knows', () => {
    const { problem, openings } = calendarOf(
      { windows: [{ start: '22:00', duration: '6h', days: [], timeZone: 'Mars/Phobos' }], freezes: [] },
      0,
    );
    expect(openings).toEqual([]);
    expect(problem).toBe('spec.windows[0].timeZone: nobody here knows a time zone Mars/Phobos');
    expect(isTimeZone(LA)).toBe(true);
  });
});

import fc from 'fast-check';
import { msToNextEnd, type Pause, pausesInForce, withoutEnded } from '../../../api/pauses.ts';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const pause = (by: string, ms?: number): Pause => ({
  by,
  why: 'lunch',
  since: new Date(NOW - 3_600_000).toISOString(),
  ...(ms === undefined ? {} : { until: new Date(NOW + ms).toISOString() }),
});

test.each([
  ['without pauses there is no end', [], undefined],
  ['nor where a resume is waited for', [pause('alice')], undefined],
  ['the first end counts', [pause('alice', 9_000), pause('bob', 4_000), pause('carol')], 4_000],
  ['an end of this moment is one to act upon', [pause('alice', 0)], 0],
  ['and so is one that came while nobody looked', [pause('alice', -5_000), pause('bob', 4_000)], 0],
])('%s', (_, pauses, ms) => {
  expect(msToNextEnd(pauses, NOW)).toBe(ms);
});

test('what is taken out is no longer in force, what stays is, and its end is still to come', () => {
  const offsets = fc.array(fc.option(fc.integer({ min: -10_000, max: 10_000 }), { nil: undefined }));
  fc.assert(
    fc.property(offsets, (ends) => {
      const pauses = ends.map((ms, index) => pause(`p${index}`, ms));
      const left = withoutEnded(pauses, NOW);
      expect(pausesInForce(undefined, left, NOW).map(({ by }) => by)).toEqual(left.map(({ by }) => by));
      expect(pausesInForce(undefined, pauses, NOW).map(({ by }) => by)).toEqual(left.map(({ by }) => by));
      expect(msToNextEnd(left, NOW)).not.toBe(0);
    }),
  );
});

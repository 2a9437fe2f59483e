import fc from 'fast-check';
import { jidOf, type SaltRunKey } from '../../../api/salt-jid.ts';

const CREATED = '2026-11-25T02:10:00Z';
const key: SaltRunKey = { transaction: 'uid-1', bucket: 'r1', attempt: 1, slice: 1 };

test('a jid is 20 digits that are a time of the day on which the transaction was made', () => {
  const keys = fc.record({
    transaction: fc.uuid(),
    bucket: fc.string(),
    attempt: fc.nat(9),
    slice: fc.nat(5_000),
  });
  fc.assert(
    fc.property(keys, (any) => {
      const jid = jidOf(any, CREATED);
      expect(jid).toMatch(/^20261125([01]\d|2[0-3])[0-5]\d[0-5]\d\d{6}$/);
      expect(jidOf({ ...any }, CREATED)).toBe(jid);
    }),
  );
});

test.each<[string, Partial<SaltRunKey>]>([
  ['another transaction', { transaction: 'uid-2' }],
  ['another bucket', { bucket: 'r2' }],
  ['another attempt', { attempt: 2 }],
  ['another slice', { slice: 2 }],
])('%s has another jid', (_, other) => {
  expect(jidOf({ ...key, ...other }, CREATED)).not.toBe(jidOf(key, CREATED));
});

test('all jids of a large rollout differ', () => {
  const jids = Array.from({ length: 125 * 40 }, (_, index) =>
    jidOf({ ...key, bucket: `r${index % 125}`, slice: Math.floor(index / 125) }, CREATED),
  );
  expect(new Set(jids).size).toBe(5_000);
});

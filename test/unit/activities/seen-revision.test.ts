import { createSeenRevision } from '../../../activities/fleet/seen-revision.ts';

it('is reached at once when it was seen already, and by what comes later', async () => {
  const seen = createSeenRevision();
  seen.saw('99');
  seen.saw('7');
  expect(seen.highest).toBe('99');
  expect(await seen.reached('98', 1_000)).toBe(true);

  const later = seen.reached('100', 60_000);
  seen.saw('101');

  expect(await later).toBe(true);
});

it('is not waited for beyond the time', async () => {
  const seen = createSeenRevision();
  seen.saw('5');

  expect(await seen.reached('6', 20)).toBe(false);
});

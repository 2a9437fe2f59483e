import { readPause, readResume } from '../../../workflows/spoken.ts';

const until = '2026-12-01T08:00:00Z';

test.each<[string, unknown, object]>([
  ['as it should be', { by: 'alice', why: 'switch swap', until }, { by: 'alice', why: 'switch swap', until }],
  ['without an end', { by: 'alice', why: 'switch swap' }, { by: 'alice', why: 'switch swap' }],
  ['an end of null', { by: 'alice', why: 'x', until: null }, { by: 'alice', why: 'x' }],
  ['nothing', undefined, { by: 'somebody', why: 'no reason was given' }],
  ['null', null, { by: 'somebody', why: 'no reason was given' }],
  ['a text', 'switch swap', { by: 'somebody', why: 'switch swap' }],
  ['numbers', { by: 7, why: 8 }, { by: '7', why: '8' }],
  ['empty texts', { by: '', why: '' }, { by: 'somebody', why: 'no reason was given' }],
  [
    'an end that is no time',
    { by: 'alice', why: 'lunch', until: 'soon' },
    { by: 'alice', why: 'lunch (its end, "soon", is no RFC 3339 time)' },
  ],
])('a pause says %s', (_what, given, expected) => {
  expect(readPause(given)).toEqual(expected);
});

test('a resume takes what a pause takes', () => {
  expect(readResume({ by: 'bob', why: 'swapped' })).toEqual({ by: 'bob', why: 'swapped' });
  expect(readResume(null)).toEqual({ by: 'somebody', why: 'no reason was given' });
});

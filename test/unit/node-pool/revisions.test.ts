import { boundsOf, canReplace } from '../../../api/pool/bounds.ts';
import {
  recordRevision,
  type PoolRevision,
  revisionHash,
  revisionToUndo,
  targetOf,
} from '../../../api/pool/revisions.ts';
import { selectorText, selects } from '../../../api/pool/selector.ts';

/** The templates, one after the other, each as it would be recorded. */
function record(templates: readonly string[], limit = 10, used: readonly string[] = []): PoolRevision<string>[] {
  let revisions: PoolRevision<string>[] = [];
  const hashes = new Set(used.map(revisionHash));
  for (const [now, template] of templates.entries())
    revisions = recordRevision(revisions, { hash: revisionHash(template), template }, { limit, used: hashes, now });
  return revisions;
}
const shown = (revisions: readonly PoolRevision<string>[]) =>
  revisions.map(({ number, template }) => `${number} ${template}`);

describe('revisions', () => {
  test.each<[what: string, revisions: PoolRevision<string>[], expected: string[]]>([
    ['count up', record(['a', 'b', 'c']), ['1 a', '2 b', '3 c']],
    ['are recorded once', record(['a', 'a', 'b', 'b']), ['1 a', '2 b']],
    ['that come back get a new number', record(['a', 'b', 'a']), ['2 b', '3 a']],
    ['are forgotten beyond the limit, the oldest first', record(['a', 'b', 'c', 'd'], 2), ['2 b', '3 c', '4 d']],
    ['are all forgotten but the one that is wanted', record(['a', 'b', 'c'], 0), ['3 c']],
    ['are kept while somebody uses them', record(['a', 'b', 'c', 'd'], 1, ['a']), ['1 a', '4 d']],
  ])('%s', (_what, revisions, expected) => {
    expect(shown(revisions)).toEqual(expected);
  });
});

describe('an undo', () => {
  const revisions = record(['a', 'b', 'c']);
  const [first, second, third] = revisions.map(({ number, hash }) => ({ number, hash })) as [
    { number: number; hash: string },
    { number: number; hash: string },
    { number: number; hash: string },
  ];

  it('is what the nodes are to become, until the template changes', () => {
    const undo = { hash: first.hash, against: third.hash };
    expect(targetOf(revisions, undefined).number).toBe(3);
    expect(targetOf(revisions, undo).number).toBe(1);
    expect(targetOf(record(['a', 'b', 'c', 'd']), undo).number).toBe(4);
    expect(targetOf(record(['a', 'b', 'c'], 0), undo).number).toBe(3);
  });

  test.each([
    ['the one before', third, undefined, { found: true, revision: { number: 2 } }],
    ['the one before that', second, undefined, { found: true, revision: { number: 1 } }],
    ['the one with that number', third, 1, { found: true, revision: { number: 1 } }],
    ['forward again', first, 3, { found: true, revision: { number: 3 } }],
    ['none before the first', first, undefined, { found: false, why: 'There is no revision before 1.' }],
    ['none that is not there', third, 7, { found: false, why: 'There is no revision 7; there are 1, 2, 3.' }],
    ['not the one that it has', third, 3, { found: false, why: 'The pool is at revision 3 already.' }],
  ])('finds %s', (_what, target, to, expected) => {
    expect(revisionToUndo(revisions, target, to)).toMatchObject(expected);
  });
});

describe('bounds', () => {
  test.each([
    [{ maxSurge: 0, maxUnavailable: 1 }, 10, { surge: 0, unavailable: 1 }],
    [{ maxSurge: '25%', maxUnavailable: '25%' }, 10, { surge: 3, unavailable: 2 }],
    [{ maxSurge: '25%', maxUnavailable: '0%' }, 1, { surge: 1, unavailable: 0 }],
    [{ maxSurge: '0%', maxUnavailable: '25%' }, 3, { surge: 0, unavailable: 1 }],
    [{ maxSurge: 0, maxUnavailable: 50 }, 10, { surge: 0, unavailable: 10 }],
    [{ maxSurge: 0, maxUnavailable: '50%' }, 0, { surge: 0, unavailable: 0 }],
  ])('%j of %i nodes are %j', (counts, replicas, bounds) => {
    expect(boundsOf({ type: 'RollingUpdate', ...counts }, replicas)).toEqual(bounds);
  });

  test.each([
    [0, 0, false],
    ['0%', 0, false],
    [0, '0%', false],
    [1, 0, true],
    [0, '10%', true],
  ])('surge %j and unavailable %j can replace a node: %j', (maxSurge, maxUnavailable, can) => {
    expect(canReplace({ maxSurge, maxUnavailable })).toBe(can);
  });
});

describe('a selector', () => {
  it('selects what has all of its labels', () => {
    expect(selects({ a: '1' }, { a: '1', b: '2' })).toBe(true);
    expect(selects({ a: '1', b: '2' }, { a: '1' })).toBe(false);
    expect(selectorText({ b: '2', a: '1' })).toBe('a=1,b=2');
  });
});

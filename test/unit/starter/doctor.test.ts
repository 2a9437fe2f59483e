import { inspection, MOST_FINDINGS } from '../../../api/doctor.ts';
import { chainlessNode, compareChains, orphanChain } from '../../../starter/doctor/compare-chains.ts';
import { renderReport } from '../../../starter/render/doctor-report.ts';

const ref = (name: string) => ({ namespace: 'default', name, uid: `uid-${name}` });
const id = (name: string) => `computenode/default/${name}/uid-${name}`;

describe('chains and nodes', () => {
  test.each([
    ['each has the other', ['a'], ['a'], ['a'], [], []],
    ['a chain whose node is gone', [], ['old'], [], [id('old')], []],
    ['a node without a chain', ['a'], [], ['a'], [], ['a']],
    ['a node that was made meanwhile', [], ['a'], ['a'], [], []],
    ['a node that went meanwhile', ['a'], [], [], [], []],
    ['a chain that closes after its node', ['a'], ['a'], [], [], []],
  ])('%s', (_what, before, open, after, orphans, chainless) => {
    const found = compareChains({
      before: before.map(ref),
      openIds: new Set(open.map(id)),
      after: after.map(ref),
    });
    expect(found).toEqual({ orphans, chainless: chainless.map(ref) });
  });

  test('say whose they are', () => {
    expect(orphanChain(id('old'))).toMatchObject({ owner: 'ComputeNode default/old (uid uid-old)' });
    expect(chainlessNode(ref('a'))).toMatchObject({ ailment: 'Missing', object: `workflow ${id('a')}` });
  });
});

describe('the report', () => {
  const finding = {
    ailment: 'Orphan',
    object: 'host x',
    owner: 'ComputeNode a/b (uid c)',
    why: 'gone',
    advice: 'delete it',
  } as const;

  test('tells each finding, what was looked at, and what could not be', () => {
    const text = renderReport({
      inspections: [inspection('foreman', 'http://foreman', 7, [finding]), inspection('dns', 'http://dns', 12, [])],
      unanswered: [{ system: 'cmdb', where: 'http://cmdb', why: 'it does not answer' }],
    });
    expect(text).toBe(
      [
        'Orphan in foreman: host x, of ComputeNode a/b (uid c)\n  why: gone\n  do:  delete it',
        'SYSTEM   WHERE           LOOKED AT  FOUND\nforeman  http://foreman  7          1\ndns      http://dns      12         0',
        'Not asked: cmdb http://cmdb: it does not answer',
        '1 found; 1 could not be asked, and may hide more.',
      ].join('\n\n'),
    );
  });

  test('lists so many, and counts the rest', () => {
    const many = inspection('foreman', 'http://foreman', 900, Array(MOST_FINDINGS + 1).fill(finding));
    expect(many.findings).toHaveLength(MOST_FINDINGS);
    expect(renderReport({ inspections: [many], unanswered: [] })).toContain('501 found (500 of them are listed).');
  });
});

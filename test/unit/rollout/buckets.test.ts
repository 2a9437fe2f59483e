import { type BucketSettings, makeBuckets } from '../../../api/rollout/buckets.ts';
import type { RolloutNode } from '../../../api/rollout/strategies/strategy.ts';
import { aFleet, settings } from './a-fleet.ts';

/** Each bucket as "name: members". */
function buckets(nodes: readonly RolloutNode[], given: Partial<BucketSettings> = {}): string[] {
  const partition = makeBuckets(nodes, settings(given));
  if ('refused' in partition) throw new Error(partition.refused);
  return partition.buckets.map(({ name, members, alone }) => `${name}${alone ? ' (alone)' : ''}: ${members.join(' ')}`);
}

const two = aFleet(['r1', 'r2'], 2);
const wave = (name: string, value?: string): RolloutNode => ({
  name,
  labels: value === undefined ? {} : { wave: value },
});
const db = { matchLabels: { role: 'db' } };

const cases: [what: string, nodes: readonly RolloutNode[], given: Partial<BucketSettings>, expected: string[]][] = [
  ['a rack after the other', two, {}, ['r1: r1-n1 r1-n2', 'r2: r2-n1 r2-n2']],
  ['racks by number, not by letters', aFleet(['r10', 'r9'], 1), {}, ['r9: r9-n1', 'r10: r10-n1']],
  ['racks that are named first', two, { order: ['r2', 'r7'] }, ['r2: r2-n1 r2-n2', 'r1: r1-n1 r1-n2']],
  [
    'who stands in no rack, at the end',
    [...two, { name: 'a', labels: {} }],
    {},
    ['r1: r1-n1 r1-n2', 'r2: r2-n1 r2-n2', 'rest: a'],
  ],
  [
    'a rack that is called rest',
    [...aFleet(['rest'], 1), { name: 'a', labels: {} }],
    {},
    ['rest: rest-n1', 'rest-2: a'],
  ],
  ['a canary before all', two, { canary: [{ count: 1 }] }, ['canary (alone): r1-n1', 'r1: r1-n2', 'r2: r2-n1 r2-n2']],
  [
    'two canaries, one of them chosen',
    two,
    {
      type: 'Canary',
      canary: [{ name: 'first', selector: { matchLabels: { 'topology.tess.io/rack': 'r2' } }, count: 1 }, { count: 2 }],
    },
    ['first (alone): r2-n1', 'canary-2 (alone): r1-n1 r1-n2', 'rest: r2-n2'],
  ],
  ['a canary of nobody is none', two, { canary: [{ selector: db }] }, ['r1: r1-n1 r1-n2', 'r2: r2-n1 r2-n2']],
  [
    'shares of all racks alike, the rest of them at last',
    aFleet(['r1', 'r2'], 5),
    { type: 'Percentage', steps: [10, 50] },
    ['10-percent: r1-n1', '50-percent: r2-n1 r1-n2 r2-n2 r1-n3', 'rest: r1-n4 r1-n5 r2-n3 r2-n4 r2-n5'],
  ],
  [
    'shares that come to nothing',
    two,
    { type: 'Percentage', steps: [1, 2, 100] },
    ['1-percent: r1-n1', '100-percent: r2-n1 r1-n2 r2-n2'],
  ],
  [
    'ever larger ones',
    aFleet(['r1', 'r2', 'r3'], 3),
    { type: 'Exponential', initial: 1, factor: 3 },
    ['wave-1: r1-n1', 'wave-2: r2-n1 r3-n1 r1-n2', 'wave-3: r2-n2 r3-n2 r1-n3 r2-n3 r3-n3'],
  ],
  [
    'any label',
    [wave('a', '2'), wave('b', '1'), wave('c', '2'), wave('d')],
    { type: 'ByLabel', label: 'wave' },
    ['1: b', '2: a c', 'rest: d'],
  ],
  [
    'selectors, of which the first counts',
    [wave('a', '1'), wave('b', '2'), wave('c')],
    {
      type: 'Custom',
      custom: [
        {
          name: 'marked',
          selector: { matchExpressions: [{ key: 'wave', operator: 'Exists' }] },
          soak: '1h',
          maxUnavailable: 1,
        },
        { name: 'second', selector: { matchLabels: { wave: '2' } } },
      ],
    },
    ['marked: a b', 'rest: c'],
  ],
  ['nobody', [], {}, []],
];

test.each(cases)('%s', (_, nodes, given, expected) => {
  expect(buckets(nodes, given)).toEqual(expected);
  expect(buckets(nodes.toReversed(), given)).toEqual(expected);
});

test('a bucket keeps what its selector says of it', () => {
  const custom = [{ name: 'all', selector: {}, soak: '1h', maxUnavailable: 2 }];
  const partition = makeBuckets(two, settings({ type: 'Custom', custom }));

  expect(partition).toMatchObject({ buckets: [{ name: 'all', nodes: 4, soak: '1h', maxUnavailable: 2 }] });
});

describe('groups of a planner', () => {
  const webhook = settings({ type: 'Webhook' });
  const [first, second] = two;

  it('are taken as they are, and whom they leave out is the rest', () => {
    const partition = makeBuckets(two, webhook, [
      { name: 'b', nodes: [second!] },
      { name: 'a', nodes: [first!] },
    ]);

    expect(partition).toMatchObject({
      buckets: [
        { name: 'b', members: ['r1-n2'] },
        { name: 'a', members: ['r1-n1'] },
        { name: 'rest', members: ['r2-n1', 'r2-n2'] },
      ],
    });
  });

  it('are refused when a node is in two', () => {
    const groups = [
      { name: 'a', nodes: [first!] },
      { name: 'b', nodes: [first!] },
    ];
    expect(makeBuckets(two, webhook, groups)).toEqual({ refused: 'node r1-n1 is in two buckets, a and b' });
  });

  it('are refused when a canary is in one', () => {
    const refused = makeBuckets(two, { ...webhook, canary: [{ count: 1 }] }, [{ name: 'a', nodes: [first!] }]);
    expect(refused).toEqual({ refused: 'bucket a has a node r1-n1 that is not to be placed' });
  });
});

test('more buckets than anybody could follow are refused', () => {
  const nodes = Array.from({ length: 1_025 }, (_, index) => wave(`n${index}`, `w${index}`));
  expect(makeBuckets(nodes, settings({ type: 'ByLabel', label: 'wave' }))).toEqual({
    refused: 'that would be 1025 buckets, and 1024 is the most: choose larger ones',
  });
});

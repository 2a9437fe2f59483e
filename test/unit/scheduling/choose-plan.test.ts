import { choosePlan, type PlanChoice } from '../../../activities/scheduling/choose-plan.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { aClaim, aFlavor, aFleet, aNode, anAsset, aProvider, type FleetParts } from './a-fleet.ts';

const PIPELINES = {
  native: { steps: [{ name: 'install', version: 1 }], decommission: [{ name: 'power-off', version: 1 }] },
};

function choose(node: object, fleet: FleetParts): PlanChoice {
  return choosePlan(aNode(node), PIPELINES, aFleet(fleet));
}

const going = <O extends Resource>(object: O): O => ({
  ...object,
  metadata: { ...object.metadata, deletionTimestamp: '2026-02-01T00:00:00Z' },
});

const assets = (from: number, count: number, fields: object = {}) =>
  Array.from({ length: count }, (_, i) => anAsset(`r1-a${String(from + i).padStart(2, '0')}`, fields));

test('nothing free is said with a count for each reason, the commonest first', () => {
  const fleet = [
    ...assets(1, 9),
    ...assets(10, 12, { memory: { sizeGiB: 64 } }),
    ...assets(22, 3, { taints: [{ key: 'maintenance', effect: 'NoSchedule' }] }),
  ];
  const claims = fleet.slice(0, 9).map(({ metadata }) => aClaim(metadata.name));

  expect(choose({}, { assets: fleet, claims, flavor: aFlavor({ memoryGiB: 128 }) })).toEqual({
    kind: 'refused',
    type: 'Exhausted',
    message: '0/24 assets: 12 too little memory, 9 claimed, 3 tainted maintenance',
    waitsFor: [{ kind: 'Scheduler', name: '*' }],
    helpedBy: new Set(['asset-came', 'asset-taints', 'asset-hardware', 'flavor', 'claim-ended']),
  });
});

test('an empty inventory says what to do', () => {
  expect(choose({}, { assets: [] })).toMatchObject({ message: '0/0 assets: there are none; apply ComputeAssets' });
});

test.each<[string, object, FleetParts, string, string, string]>([
  ['a provider', {}, { provider: null }, 'NotFound', 'There is no ComputeProvider "native"', 'ComputeProvider native'],
  ['a flavor', {}, { flavor: null }, 'NotFound', 'There is no Flavor "bm-standard"', 'Flavor bm-standard'],
  ['an image', {}, { image: null }, 'NotFound', 'There is no OSImage "rhel9"', 'OSImage rhel9'],
  [
    'a provider that goes',
    {},
    { provider: going(aProvider()) },
    'NotFound',
    'ComputeProvider "native" is being deleted: delete the node and name another',
    'ComputeProvider native',
  ],
  ['a flavor that goes', {}, { flavor: going(aFlavor()) }, 'NotFound', 'Flavor "bm-standard" is', 'Flavor bm-standard'],
  [
    'a namespace',
    {},
    { provider: aProvider({ allowedNamespaces: ['team-a'] }) },
    'InvalidInput',
    'not for namespace default',
    'ComputeProvider native',
  ],
  [
    'a domain',
    {},
    { domain: null },
    'InvalidInput',
    'No subnet of asset r1-a01 names a domain (r1-v4)',
    'Subnet r1-v4',
  ],
])('what is missing is named, and what may mend it: %s', (_what, node, fleet, type, words, waitsFor) => {
  const choice = choose(node, fleet);

  expect(choice).toMatchObject({ kind: 'refused', type, message: expect.stringContaining(words) as string });
  expect(choice.kind === 'refused' && choice.waitsFor.map(({ kind, name }) => `${kind} ${name}`)).toContain(waitsFor);
});

test('a provider of a type that this version has no steps for is Unsupported', () => {
  expect(choosePlan(aNode(), {}, aFleet())).toMatchObject({ kind: 'refused', type: 'Unsupported' });
});

test('a plan holds what was chosen, why, and why not the others', () => {
  const fleet = [...assets(1, 1), ...assets(2, 2), ...assets(4, 1, { bmc: {} })];

  const choice = choose({ sshKeys: [] }, { assets: fleet, claims: [aClaim('r1-a01')] });

  expect(choice).toMatchObject({
    kind: 'planned',
    planned: {
      asset: 'r1-a02',
      why: ['score 94', 'rack r1 is 25 % claimed', 'no taint speaks against it'],
      plan: {
        provider: 'native',
        ...PIPELINES.native,
        inputs: { fqdn: 'web-1.r1.fleet.example', asset: { name: 'r1-a02' } },
      },
    },
  });
  expect(choice.kind === 'planned' && choice.planned.losers()).toEqual([
    { reason: 'claimed', count: 1 },
    { reason: 'no BMC', count: 1 },
  ]);
});

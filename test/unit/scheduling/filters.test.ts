import { allowedNamespaces } from '../../../activities/scheduling/filters/allowed-namespaces.ts';
import { beingDeleted } from '../../../activities/scheduling/filters/being-deleted.ts';
import { type Filter, filterWishOf } from '../../../activities/scheduling/filters/filter.ts';
import { flavorFit } from '../../../activities/scheduling/filters/flavor-fit.ts';
import { nodeSelector } from '../../../activities/scheduling/filters/node-selector.ts';
import { taints } from '../../../activities/scheduling/filters/taints.ts';
import { aClaim, aDisk, aFleet, aNic, anAsset, aWish, bestOf, type FleetParts, ownLabels } from './a-fleet.ts';

interface Given {
  node?: object;
  asset?: object;
  labels?: Record<string, string>;
  flavor?: object;
  deleting?: boolean;
}

type Row = [what: string, given: Given, answer: string | undefined];

function answer(filter: Filter, { node, asset, labels, flavor, deleting }: Given): string | undefined {
  const metadata = { labels, ...(deleting && { deletionTimestamp: '2026-01-01T00:00:00Z' }) };
  const one = anAsset('r1-a01', asset, metadata);
  return filter.prepare(filterWishOf(aWish(node, flavor)))?.({
    asset: one,
    labels: ownLabels(one),
    size: 1,
    free: ['r1-a01'],
  });
}

describe('allowed-namespaces', () => {
  test.each<Row>([
    ['every namespace', { asset: { allowedNamespaces: ['*'] } }, undefined],
    ['the node’s', { asset: { allowedNamespaces: ['team-a', 'default'] } }, undefined],
    ['another one', { asset: { allowedNamespaces: ['team-a'] } }, 'not for namespace default'],
    ['none', { asset: { allowedNamespaces: [] } }, 'not for namespace default'],
  ])('%s', (_what, given, expected) => expect(answer(allowedNamespaces, given)).toBe(expected));
});

describe('node-selector', () => {
  const rack = { 'topology.tess.io/rack': 'r1' };
  test.each<Row>([
    ['no selector', {}, undefined],
    ['a label of the asset', { node: { nodeSelector: { disk: 'fast' } }, labels: { disk: 'fast' } }, undefined],
    ['a label that it lacks', { node: { nodeSelector: { disk: 'fast' } } }, 'not disk=fast'],
    [
      'a label of another value',
      { node: { nodeSelector: { disk: 'fast' } }, labels: { disk: 'slow' } },
      'not disk=fast',
    ],
    ['the rack, by its field alone', { node: { nodeSelector: rack } }, undefined],
    [
      'the rack, where the label overrules the field',
      { node: { nodeSelector: rack }, labels: { ...rack, 'topology.tess.io/rack': 'r2' } },
      'not topology.tess.io/rack=r1',
    ],
    ['one of two', { node: { nodeSelector: { ...rack, disk: 'fast' } } }, 'not disk=fast'],
  ])('%s', (_what, given, expected) => expect(answer(nodeSelector, given)).toBe(expected));
});

describe('flavor-fit', () => {
  const disks = (wanted: object) => ({ flavor: { disks: [wanted] } });
  test.each<Row>([
    ['no requirement', {}, undefined],
    ['as many cores', { flavor: { cpuCores: 32 } }, undefined],
    ['a core too few', { flavor: { cpuCores: 33 } }, 'too few cores'],
    ['cores that nobody wrote down', { flavor: { cpuCores: 1 }, asset: { cpu: undefined } }, 'too few cores'],
    ['as much memory', { flavor: { memoryGiB: 192 } }, undefined],
    ['too little memory', { flavor: { memoryGiB: 193 } }, 'too little memory'],
    ['memory that nobody wrote down', { flavor: { memoryGiB: 1 }, asset: { memory: undefined } }, 'too little memory'],
    ['two network devices of one', { flavor: { nics: 2 } }, 'too few network devices'],
    [
      'a management device, which is none',
      { flavor: { nics: 2 }, asset: { devices: [aNic(1), aNic(2, 'Management')] } },
      'too few network devices',
    ],
    ['two network devices', { flavor: { nics: 2 }, asset: { devices: [aNic(1), aNic(2)] } }, undefined],
    ['two disks', disks({ count: 2 }), undefined],
    ['three disks', disks({ count: 3 }), 'disks too few or too small'],
    ['a bigger disk', disks({ minSizeGiB: 481 }), 'disks too few or too small'],
    ['a rotating disk', disks({ rotational: true }), 'disks too few or too small'],
    [
      'one big among small ones',
      { ...disks({ minSizeGiB: 900 }), asset: { devices: [aNic(1), aDisk('sda'), aDisk('sdb', { sizeGiB: 960 })] } },
      undefined,
    ],
    ['no BMC', { asset: { bmc: {} } }, 'no BMC'],
  ])('%s', (_what, given, expected) => expect(answer(flavorFit, given)).toBe(expected));
});

describe('taints', () => {
  const tainted = { taints: [{ key: 'maintenance', value: 'disk', effect: 'NoSchedule' }] };
  const tolerating = (toleration: object): Given => ({ asset: tainted, node: { tolerations: [toleration] } });
  test.each<Row>([
    ['no taint', {}, undefined],
    ['a taint', { asset: tainted }, 'tainted maintenance'],
    ['one that only prefers', { asset: { taints: [{ key: 'old', effect: 'PreferNoSchedule' }] } }, undefined],
    ['a toleration of key and value', tolerating({ key: 'maintenance', value: 'disk' }), undefined],
    ['one of another value', tolerating({ key: 'maintenance', value: 'fan' }), 'tainted maintenance'],
    ['one of any value', tolerating({ key: 'maintenance', operator: 'Exists' }), undefined],
    ['one of everything', tolerating({ operator: 'Exists' }), undefined],
    ['one without a key that is no Exists', tolerating({ value: 'disk' }), 'tainted maintenance'],
    [
      'one of the other effect',
      tolerating({ key: 'maintenance', operator: 'Exists', effect: 'PreferNoSchedule' }),
      'tainted maintenance',
    ],
  ])('%s', (_what, given, expected) => expect(answer(taints, given)).toBe(expected));
});

describe('being-deleted', () => {
  test.each<Row>([
    ['there to stay', {}, undefined],
    ['on its way out', { deleting: true }, 'being deleted'],
  ])('%s', (_what, given, expected) => expect(answer(beingDeleted, given)).toBe(expected));
});

describe('what is asked of each asset by itself', () => {
  const held = (phase: string) => ({ hold: { phase, reason: 'why', since: '2026-01-01T00:00:00Z' } });
  test.each<[what: string, node: object, fleet: FleetParts, expected: string]>([
    ['an empty wish for one', { assetName: '' }, {}, 'r1-a01'],
    ['this very one', { assetName: 'r1-a01' }, {}, 'r1-a01'],
    ['one that is not there', { assetName: 'r1-a02' }, {}, '0/1 assets: 1 not r1-a02'],
    ['a free one', {}, { claims: [aClaim('r1-a02')] }, 'r1-a01'],
    ['a claimed one', {}, { claims: [aClaim('r1-a01')] }, '0/1 assets: 1 claimed'],
    ['a claimed one, by name', { assetName: 'r1-a01' }, { claims: [aClaim('r1-a01')] }, '0/1 assets: 1 claimed'],
    [
      'a quarantined one, by name, among others',
      { assetName: 'r1-a02' },
      {
        assets: [anAsset('r1-a01'), anAsset('r1-a02'), anAsset('r1-a03')],
        claims: [aClaim('r1-a02', held('Quarantined')), aClaim('r1-a03')],
      },
      '0/3 assets: 2 not r1-a02, 1 quarantined',
    ],
    ['one being cleaned', {}, { claims: [aClaim('r1-a01', held('Cleaning'))] }, '0/1 assets: 1 cleaning'],
    ['a suspect one', {}, { claims: [aClaim('r1-a01', held('Suspect'))] }, '0/1 assets: 1 suspect'],
    ['one that is not accepted', {}, { notAccepted: ['r1-a01'] }, '0/1 assets: 1 not accepted (DuplicateMacAddress)'],
  ])('%s', (_what, node, fleet, expected) => expect(bestOf(aWish(node), aFleet(fleet))).toBe(expected));
});

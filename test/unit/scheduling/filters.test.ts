import { accepted } from '../../../activities/scheduling/filters/accepted.ts';
import { allowedNamespaces } from '../../../activities/scheduling/filters/allowed-namespaces.ts';
import { assetName } from '../../../activities/scheduling/filters/asset-name.ts';
import { claimed } from '../../../activities/scheduling/filters/claimed.ts';
import type { Filter } from '../../../activities/scheduling/filters/filter.ts';
import { flavorFit } from '../../../activities/scheduling/filters/flavor-fit.ts';
import { nodeSelector } from '../../../activities/scheduling/filters/node-selector.ts';
import { taints } from '../../../activities/scheduling/filters/taints.ts';
import { aClaim, aDisk, aFlavor, aFleet, aNic, aNode, anAsset, type FleetParts } from './a-fleet.ts';

interface Given {
  node?: object;
  asset?: object;
  labels?: Record<string, string>;
  flavor?: object;
  fleet?: FleetParts;
  deleting?: boolean;
}

type Row = [what: string, given: Given, answer: string | undefined];

function answer(filter: Filter, { node, asset, labels, flavor, fleet, deleting }: Given): string | undefined {
  const metadata = { labels, ...(deleting && { deletionTimestamp: '2026-01-01T00:00:00Z' }) };
  const wish = { node: aNode(node), flavor: aFlavor(flavor) };
  return filter.refuse(anAsset('r1-a01', asset, metadata), wish, aFleet(fleet));
}

describe('asset-name', () => {
  test.each<Row>([
    ['no wish', {}, undefined],
    ['an empty wish', { node: { assetName: '' } }, undefined],
    ['this very asset', { node: { assetName: 'r1-a01' } }, undefined],
    ['another asset', { node: { assetName: 'r1-a02' } }, 'not r1-a02'],
  ])('%s', (_what, given, expected) => expect(answer(assetName, given)).toBe(expected));
});

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

describe('accepted', () => {
  test.each<Row>([
    ['fine', {}, undefined],
    ['refused', { fleet: { notAccepted: ['r1-a01'] } }, 'not accepted'],
  ])('%s', (_what, given, expected) => expect(answer(accepted, given)).toBe(expected));
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

describe('claimed', () => {
  const held = (phase: string) => ({ hold: { phase, reason: 'why', since: '2026-01-01T00:00:00Z' } });
  test.each<Row>([
    ['free', { fleet: { claims: [aClaim('r1-a02')] } }, undefined],
    ['claimed', { fleet: { claims: [aClaim('r1-a01')] } }, 'claimed'],
    ['being cleaned', { fleet: { claims: [aClaim('r1-a01', held('Cleaning'))] } }, 'cleaning'],
    ['suspect', { fleet: { claims: [aClaim('r1-a01', held('Suspect'))] } }, 'suspect'],
    ['being deleted itself', { deleting: true }, 'being deleted'],
  ])('%s', (_what, given, expected) => expect(answer(claimed, given)).toBe(expected));
});

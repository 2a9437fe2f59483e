import type { StoreChange } from '../../../api/cluster/index.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { flavor } from '../../../api/kinds/flavor.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import { affectedBy } from '../../../crd-bridge/observe/affected.ts';
import type { Observed } from '../../../crd-bridge/observe/observed.ts';
import { wakeFor } from '../../../crd-bridge/observe/wakes.ts';
import { storesOf } from './fleet-of.ts';
import { asset, claim, l2DomainNamed, node, object, rackNamed, subnetNamed, vpcNamed } from './objects.ts';

const created = (made: Resource) => observed(made, { type: 'upsert', object: made });
const deleted = (gone: Resource) => observed(gone, { type: 'delete', object: gone });
const changed = (previous: Resource, now: Resource) => observed(now, { type: 'upsert', object: now, previous });

function observed(of: Resource, change: StoreChange<Resource>): Observed {
  return { kind: of.kind, change } as Observed;
}

function editedOf<O extends Resource>(object: O): O {
  return { ...object, metadata: { ...object.metadata, generation: 2 } };
}

function goingOf<O extends Resource>(object: O): O {
  return { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-02-01T00:00:00Z' } };
}

function refused<O extends Resource>(object: O): O {
  const condition = { type: 'Accepted', status: 'False', reason: 'R', message: '', lastTransitionTime: 't' };
  return { ...object, status: { conditions: [condition] } };
}

function addressIn(subnet: string): Resource {
  const claimRef = { kind: 'ComputeNode', namespace: 'd', name: 'n', uid: 'u', device: '1' };
  return object(ipAddressKind, { name: 'core-0a01010b' }, { spec: { address: '10.1.1.11', subnet, claimRef } });
}

const FLAVOR = {
  spec: { partitions: { disks: [{ as: 'a' }], mounts: [{ path: '/', sizeMiB: 1, fsType: 'xfs', on: 'a' }] } },
};

const inRack = asset('a01', { rack: { name: 'r1' } });
const edited = editedOf(inRack);
const fleet: Resource[] = [
  inRack,
  asset('a02', { devices: [{ function: 'network', l2Domain: { name: 'l2-b', macAddress: '52:54:00:00:00:01' } }] }),
  asset('a03'),
  l2DomainNamed('l2-a', ['s4']),
  subnetNamed('s4', '10.1.1.0/24'),
  subnetNamed('s5', '10.1.0.0/16'),
  goingOf(subnetNamed('s6', '10.2.0.0/16')),
  goingOf(rackNamed('r9')),
  goingOf(object(flavor, { name: 'bm-standard' }, FLAVOR)),
];

describe('what is decided on again', () => {
  const { view } = storesOf(...fleet);
  const status = { ...inRack, status: { phase: 'Free' as const } };

  it.each<[string, Observed, string[]]>([
    [
      'a node: itself, and its Flavor, which is to go',
      created(node()),
      ['ComputeNode default/web-1', 'Flavor bm-standard'],
    ],
    ['a claim: itself and its asset', created(claim('a03')), ['AssetClaim a03', 'ComputeAsset a03']],
    ['a new asset: and those with its MAC', created(inRack), ['ComputeAsset a01', 'ComputeAsset a02']],
    [
      'an edited asset: the rivals of both forms',
      changed(asset('a03'), edited),
      ['ComputeAsset a01', 'ComputeAsset a03', 'ComputeAsset a02'],
    ],
    ['a status that we wrote: nobody else', changed(inRack, status), ['ComputeAsset a01']],
    ['a new rack: its assets', created(rackNamed('r1')), ['Rack r1', 'ComputeAsset a01']],
    ['a rack, whose status we wrote: nobody else', changed(rackNamed('r1'), rackNamed('r1')), ['Rack r1']],
    [
      'an edited rack: its assets',
      changed(rackNamed('r1'), editedOf(rackNamed('r1'))),
      ['Rack r1', 'ComputeAsset a01'],
    ],
    [
      'a rack with another verdict: its assets',
      changed(rackNamed('r1'), refused(rackNamed('r1'))),
      ['Rack r1', 'ComputeAsset a01'],
    ],
    [
      'a node that goes: its Flavor, which is to go',
      deleted(node()),
      ['ComputeNode default/web-1', 'Flavor bm-standard'],
    ],
    ['a node, whose status was written: nobody else', changed(node(), node()), ['ComputeNode default/web-1']],
    [
      'an address that goes: its subnet, which is to go',
      deleted(addressIn('s6')),
      ['IPAddress core-0a01010b', 'Subnet s6'],
    ],
    [
      'an asset that moves out of a rack: it was to go',
      changed(asset('a04', { rack: { name: 'r9' } }), editedOf(asset('a04'))),
      ['ComputeAsset a04', 'Rack r9'],
    ],
    ['a lost L2 domain: its assets', deleted(l2DomainNamed('l2-b')), ['L2Domain l2-b', 'ComputeAsset a02']],
    ['a VPC: its subnets', created(vpcNamed('core')), ['VPC core', 'Subnet s4', 'Subnet s5', 'Subnet s6']],
    [
      'a lost subnet: overlapping ones, and L2 domains',
      deleted(subnetNamed('s4', '10.1.1.0/24')),
      ['Subnet s4', 'Subnet s5', 'L2Domain l2-a'],
    ],
  ])('%s', (_, change, ids) => {
    expect(new Set(affectedBy(change, view))).toEqual(new Set(ids));
  });
});

describe('what wakes those who wait', () => {
  const rack = rackNamed('r1');
  const labelled = { ...rack, metadata: { ...rack.metadata, labels: { a: 'b' } } };
  const free = { ...inRack, status: { phase: 'Free' as const } };
  const taken = { ...inRack, status: { phase: 'Claimed' as const } };
  const accepted = (status: 'True' | 'False') =>
    ({
      ...free,
      status: {
        ...free.status,
        conditions: [{ type: 'Accepted', status, reason: 'R', message: '', lastTransitionTime: 't' }],
      },
    }) as typeof free;
  const address = addressIn('s4');

  it.each<[string, Observed, string | undefined]>([
    ['creation', created(rack), 'Rack r1 was created'],
    ['deletion', deleted(rack), 'Rack r1 was deleted'],
    ['a new generation', changed(inRack, edited), 'ComputeAsset a01 changed'],
    ['new labels', changed(rack, labelled), 'the labels of Rack r1 changed'],
    ['an asset that is free', changed(taken, free), 'ComputeAsset a01 is Free now'],
    ['an asset that is taken', changed(free, taken), undefined],
    ['a verdict', changed(accepted('False'), accepted('True')), 'Accepted of ComputeAsset a01 is True now'],
    ['nothing but a status', changed(accepted('True'), accepted('True')), undefined],
  ])('%s', (_, change, why) => {
    expect(wakeFor(change)?.why).toBe(why);
  });

  it('an address given back wakes those whose subnet was exhausted', () => {
    expect(wakeFor(deleted(address))?.of).toEqual([
      { kind: 'IPAddress', name: 'core-0a01010b' },
      { kind: 'Subnet', name: 's4' },
    ]);
  });
});

it('the index of who waits for what follows the nodes', () => {
  const waiting = (name: string, waitsFor: object[]) => node({ name }, { observedGeneration: 1, waitsFor });
  const one = waiting('one', [{ kind: 'Flavor', name: 'bm' }]);
  const any = waiting('any', [
    { kind: 'Flavor', name: '*' },
    { kind: 'Flavor', name: 'bm' },
  ]);
  const { stores, view } = storesOf(one, any, waiting('secret', [{ kind: 'Secret', name: 'dns' }]));
  const names = (kind: string, name: string) => view.nodesWaitingFor(kind, name).map(({ metadata }) => metadata.name);

  expect(names('Flavor', 'bm')).toEqual(['one', 'any']);
  expect(names('Flavor', 'other')).toEqual(['any']);
  stores.get('ComputeNode')?.upsert(waiting('one', []));
  expect(names('Flavor', 'bm')).toEqual(['any']);
  expect(names('Secret', 'dns')).toEqual(['secret']);
});

import { createRoster } from '../../../activities/scheduling/roster.ts';
import { createPlacedAssets } from '../../../activities/fleet/placed-assets.ts';
import { topologyLabels } from '../../../activities/scheduling/topology.ts';
import { createAcceptanceView, type Store, type Stores, type StoreChange } from '../../../api/cluster/index.ts';
import type { Kind, Resource } from '../../../api/kinds/kind.ts';
import { storesOf } from '../bridge/fleet-of.ts';
import { asset, l2DomainNamed, networkZoneNamed, object, rackNamed, subnetNamed } from '../bridge/objects.ts';
import { availabilityZone } from '../../../api/kinds/zones.ts';

const az1 = object(availabilityZone, { name: 'az1' }, { spec: { region: 'west' } });
const r1 = rackNamed('r1', { availabilityZone: 'az1', networkZone: 'prod' });
const l2 = l2DomainNamed('l2-a', ['s4', 's6']);
const s4 = subnetNamed('s4', '10.1.1.0/24');
const s6 = subnetNamed('s6', '2001:db8::/64');
const inRack = asset('a01', { rack: { name: 'r1' } });

function labels(of: typeof inRack, ...others: Resource[]): Record<string, string> {
  const { stores } = storesOf(...others);
  const { find } = createAcceptanceView({ of: ({ kind }: Kind) => ({ store: stores.get(kind) }) } as unknown as Stores);
  const all = Object.entries(topologyLabels(of, find));
  return Object.fromEntries(all.map(([key, value]) => [key.replace('topology.tess.io/', ''), value]));
}

it.each<[string, Record<string, string>, Record<string, string>]>([
  ['what its fields say', labels(inRack), { rack: 'r1', l2domain: 'l2-a' }],
  [
    'what its rack says',
    labels(inRack, r1, az1),
    { region: 'west', zone: 'az1', 'network-zone': 'prod', rack: 'r1', l2domain: 'l2-a' },
  ],
  [
    'what its subnets say, before its rack',
    labels(inRack, r1, l2, s4, subnetNamed('s6', '2001:db8::/64', { networkZone: 'dmz' })),
    { zone: 'az1', 'network-zone': 'dmz', vpc: 'core', rack: 'r1', l2domain: 'l2-a' },
  ],
  [
    'its own zone, before that of its rack',
    labels(asset('a01', { rack: { name: 'r1' }, availabilityZone: { name: 'az2' } }), r1),
    { zone: 'az2', 'network-zone': 'prod', rack: 'r1', l2domain: 'l2-a' },
  ],
  [
    'its own labels, before everything',
    labels(asset('a01', { rack: { name: 'r1' } }, { labels: { 'topology.tess.io/zone': 'mine', disk: 'fast' } }), r1),
    { zone: 'mine', 'network-zone': 'prod', rack: 'r1', l2domain: 'l2-a', disk: 'fast' },
  ],
])('an asset is selected by %s', (_, given, expected) => {
  expect(given).toEqual(expected);
});

describe('labels are looked at again', () => {
  const other = asset('b01', {
    rack: { name: 'r2' },
    devices: [{ function: 'disk', disk: { name: 'sda', sizeGiB: 1 } }],
  });
  const { stores } = storesOf(inRack, other, r1, rackNamed('r2'), l2, s4, s6, az1);
  const store = <T extends Resource>(kind: string) => stores.get(kind) as unknown as Store<T>;
  const roster = createRoster(({ metadata }) => metadata.labels ?? {});
  for (const each of [inRack, other]) roster.put(each);
  const placedBy = createPlacedAssets({
    naming: roster.naming,
    racks: store('Rack'),
    l2Domains: store('L2Domain'),
  });
  const edited = (previous: Resource): StoreChange<Resource> => ({
    type: 'upsert',
    previous,
    object: { ...previous, metadata: { ...previous.metadata, generation: 2 } },
  });

  it.each<[string, StoreChange<Resource>, string[]]>([
    ['of a rack', edited(r1), ['a01']],
    ['of a zone, through its racks', edited(az1), ['a01']],
    ['of an L2 domain', edited(l2), ['a01']],
    ['of a subnet, through its L2 domains', edited(s6), ['a01']],
    ['of a rack that comes', { type: 'upsert', object: rackNamed('r2') }, ['b01']],
    ['of a rack that goes', { type: 'delete', object: rackNamed('r2') }, ['b01']],
    ['of nobody when a status was written', { type: 'upsert', previous: r1, object: r1 }, []],
    ['of nobody in another place', edited(networkZoneNamed('dmz')), []],
  ])('%s', (_, change, names) => {
    expect(placedBy(change).map(({ metadata }) => metadata.name)).toEqual(names);
  });
});

import { acceptAsset, acceptL2Domain, acceptSubnet, acceptSwitch } from '../../../api/acceptance.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { networkSwitch } from '../../../api/kinds/rack.ts';
import { storesOf } from './fleet-of.ts';
import { asset, l2DomainNamed, object, rackNamed, subnetNamed, vpcNamed } from './objects.ts';

const EARLY = { creationTimestamp: '2025-01-01T00:00:00Z' };
const L2 = l2DomainNamed('l2-a');
const mac = (macAddress: string, type?: 'Management') => ({
  devices: [
    {
      function: 'network',
      l2Domain: { name: 'l2-a', macAddress, networkSwitch: type && { name: 'lom', type } },
    },
  ],
});

describe('an asset', () => {
  const shared = mac('52:54:00:AA:00:01');
  const rule = (others: Resource[], candidate = asset('a02', shared)) =>
    acceptAsset(candidate, storesOf(candidate, ...others).view);

  it.each<[string, ReturnType<typeof rule>, string | undefined]>([
    ['alone', rule([L2]), undefined],
    [
      'whose MAC an older one has, in other letters',
      rule([L2, asset('a09', mac('52:54:00:aa:00:01'), EARLY)]),
      'DuplicateMacAddress',
    ],
    ['whose MAC a younger one has', rule([L2, asset('a01', shared)], asset('a02', shared, EARLY)), undefined],
    ['of the same age: the name decides', rule([L2, asset('a01', shared)]), 'DuplicateMacAddress'],
    ['of the same age, and first by name', rule([L2, asset('a03', shared)]), undefined],
    [
      'whose system id an older one has',
      rule([L2, asset('a01', { bmc: { systemId: 's' } })], asset('a02', { bmc: { systemId: 's' } })),
      'DuplicateSystemId',
    ],
    ['on an unknown L2 domain', rule([]), 'ReferenceNotFound'],
    [
      'on an unknown L2 domain for management only',
      rule([], asset('a02', mac('52:54:00:aa:00:01', 'Management'))),
      undefined,
    ],
    ['in an unknown rack', rule([L2], asset('a02', { rack: { name: 'r1' } })), 'ReferenceNotFound'],
    ['in a known rack', rule([L2, rackNamed('r1')], asset('a02', { rack: { name: 'r1' } })), undefined],
  ])('%s', (_, verdict, reason) => {
    expect(verdict).toEqual(
      reason === undefined ? { accepted: true } : expect.objectContaining({ accepted: false, reason }),
    );
  });

  it('names the other, and what to correct', () => {
    expect(rule([L2, asset('a01', shared)])).toMatchObject({
      message:
        'ComputeAsset a01 has the MAC address 52:54:00:aa:00:01 already: correct devices[].l2Domain.macAddress in one of the two.',
    });
  });

  it('heals when the other is gone', () => {
    const other = asset('a01', shared);
    const candidate = asset('a02', shared);
    const { stores, view } = storesOf(L2, other, candidate);

    stores.get('ComputeAsset')?.remove(other);

    expect(acceptAsset(candidate, view)).toEqual({ accepted: true });
  });
});

describe('a subnet', () => {
  const rule = (candidate: ReturnType<typeof subnetNamed>, ...others: Resource[]) =>
    acceptSubnet(candidate, storesOf(candidate, ...others).view);
  const core = vpcNamed('core');

  it.each<[string, ReturnType<typeof rule>, string | undefined]>([
    ['in its VPC', rule(subnetNamed('b', '10.1.1.0/24', { gateway: '10.1.1.1' }), core), undefined],
    ['of IPv6', rule(subnetNamed('b', '2001:db8:1::/64', { gateway: '2001:db8:1::1' }), core), undefined],
    ['without its VPC', rule(subnetNamed('b', '10.1.1.0/24')), 'ReferenceNotFound'],
    ['outside its VPC', rule(subnetNamed('b', '192.168.1.0/24'), core), 'OutsideVPC'],
    ['wider than its VPC', rule(subnetNamed('b', '10.0.0.0/7'), core), 'OutsideVPC'],
    [
      'with a gateway elsewhere',
      rule(subnetNamed('b', '10.1.1.0/24', { gateway: '10.1.2.1' }), core),
      'GatewayOutsideSubnet',
    ],
    [
      'inside an older one',
      rule(subnetNamed('b', '10.1.1.0/24'), core, subnetNamed('a', '10.1.0.0/16')),
      'OverlappingSubnet',
    ],
    [
      'around an older one',
      rule(subnetNamed('b', '10.1.0.0/16'), core, subnetNamed('a', '10.1.1.0/24')),
      'OverlappingSubnet',
    ],
    [
      'equal to an older one',
      rule(subnetNamed('b', '10.1.1.0/24'), core, subnetNamed('a', '10.1.1.0/24')),
      'OverlappingSubnet',
    ],
    ['around a younger one', rule(subnetNamed('a', '10.1.0.0/16'), core, subnetNamed('b', '10.1.1.0/24')), undefined],
    ['beside another', rule(subnetNamed('b', '10.1.2.0/24'), core, subnetNamed('a', '10.1.1.0/24')), undefined],
    [
      'like one of another VPC',
      rule(subnetNamed('b', '10.1.1.0/24'), core, subnetNamed('a', '10.1.1.0/24', { vpc: 'edge' })),
      undefined,
    ],
  ])('%s', (_, verdict, reason) => {
    expect(verdict).toEqual(
      reason === undefined ? { accepted: true } : expect.objectContaining({ accepted: false, reason }),
    );
  });
});

it('an L2 domain needs its subnets, a switch its rack', () => {
  const { view } = storesOf(subnetNamed('s4', '10.1.1.0/24'), rackNamed('r1'));
  const inRack = (name: string) => object(networkSwitch, { name: 'sw' }, { spec: { rack: name, role: 'Provision' } });

  expect(acceptL2Domain(l2DomainNamed('l', ['s4']), view)).toEqual({ accepted: true });
  expect(acceptL2Domain(l2DomainNamed('l', ['s4', 's6']), view)).toMatchObject({
    message: expect.stringContaining('Subnet s6'),
  });
  expect(acceptSwitch(inRack('r1'), view)).toEqual({ accepted: true });
  expect(acceptSwitch(inRack('r2'), view)).toMatchObject({ reason: 'ReferenceNotFound' });
});

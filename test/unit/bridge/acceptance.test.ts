import { accept } from '../../../api/acceptance.ts';
import type { AcceptedKind, AcceptedKinds } from '../../../api/acceptance/view.ts';
import { referencesOf } from '../../../api/references.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { storesOf } from './fleet-of.ts';
import {
  asset,
  l2DomainNamed,
  networkZoneNamed,
  rackNamed,
  routeNamed,
  subnetNamed,
  switchIn,
  vpcNamed,
  zoneNamed,
} from './objects.ts';

const EARLY = { creationTimestamp: '2025-01-01T00:00:00Z' };
const GONE = { deletionTimestamp: '2026-02-01T00:00:00Z' };
const core = vpcNamed('core');
const s4 = subnetNamed('s4', '10.1.1.0/24');
/** What an asset on l2-a needs. */
const L2: Resource[] = [l2DomainNamed('l2-a', ['s4']), s4, core];

const rule = <K extends AcceptedKind>(candidate: AcceptedKinds[K], ...others: Resource[]) =>
  accept(candidate, storesOf(candidate, ...others).view);

const verdict = (reason: string | undefined) =>
  reason === undefined ? { accepted: true } : expect.objectContaining({ accepted: false, reason });

const mac = (macAddress: string, networkSwitch?: object) => ({
  devices: [{ function: 'network', l2Domain: { name: 'l2-a', macAddress, networkSwitch } }],
});

describe('an asset', () => {
  const shared = mac('52:54:00:AA:00:01');
  const on = (fields: object) => asset('a02', { ...shared, ...fields });
  const provision = { name: 'r1-switch', type: 'Provision' };

  it.each<[string, ReturnType<typeof rule>, string | undefined]>([
    ['alone', rule(on({}), ...L2), undefined],
    [
      'whose MAC an older one has, in other letters',
      rule(on({}), ...L2, asset('a09', mac('52:54:00:aa:00:01'), EARLY)),
      'DuplicateMacAddress',
    ],
    ['whose MAC a younger one has', rule(asset('a02', shared, EARLY), ...L2, asset('a01', shared)), undefined],
    ['of the same age: the name decides', rule(on({}), ...L2, asset('a01', shared)), 'DuplicateMacAddress'],
    ['of the same age, and first by name', rule(on({}), ...L2, asset('a03', shared)), undefined],
    [
      'whose system id an older one has',
      rule(asset('a02', { bmc: { systemId: 's' } }), ...L2, asset('a01', { bmc: { systemId: 's' } })),
      'DuplicateSystemId',
    ],
    ['on an unknown L2 domain', rule(on({})), 'ReferenceNotFound'],
    [
      'on an unknown L2 domain and switch for management only',
      rule(on(mac('52:54:00:aa:00:01', { name: 'lom', type: 'Management' }))),
      undefined,
    ],
    ['on an L2 domain that is not accepted', rule(on({}), l2DomainNamed('l2-a', ['s4'])), 'ReferenceNotAccepted'],
    ['on an L2 domain without a subnet', rule(on({}), l2DomainNamed('l2-a')), 'ReferenceNotAccepted'],
    ['on an L2 domain for management', rule(on({}), l2DomainNamed('l2-a', [], { role: 'Management' })), 'NoSubnet'],
    ['at an unknown switch', rule(on(mac('52:54:00:aa:00:01', provision)), ...L2), 'ReferenceNotFound'],
    [
      'at a switch of its rack',
      rule(on(mac('52:54:00:aa:00:01', provision)), ...L2, switchIn('r1'), rackNamed('r1')),
      undefined,
    ],
    ['in an unknown rack', rule(on({ rack: { name: 'r1' } }), ...L2), 'ReferenceNotFound'],
    ['in a known rack', rule(on({ rack: { name: 'r1' } }), ...L2, rackNamed('r1')), undefined],
    [
      'in a rack that goes',
      rule(on({ rack: { name: 'r1' } }), ...L2, { ...rackNamed('r1'), metadata: { name: 'r1', ...GONE } }),
      'ReferenceDeleted',
    ],
    ['in an unknown zone', rule(on({ availabilityZone: { name: 'az1' } }), ...L2), 'ReferenceNotFound'],
    ['in the zone of nobody', rule(on({ availabilityZone: {} }), ...L2), undefined],
    [
      'in another zone than its rack',
      rule(
        on({ availabilityZone: { name: 'az2' }, rack: { name: 'r1' } }),
        ...[...L2, zoneNamed('az1'), zoneNamed('az2'), rackNamed('r1', { availabilityZone: 'az1' })],
      ),
      'ZoneMismatch',
    ],
  ])('%s', (_, given, reason) => {
    expect(given).toEqual(verdict(reason));
  });

  it('names the other, and what to correct', () => {
    expect(rule(on({}), ...L2, asset('a01', shared))).toMatchObject({
      message:
        'ComputeAsset a01 has the MAC address 52:54:00:aa:00:01 already: correct devices[].l2Domain.macAddress in one of the two.',
    });
  });

  it('tells what is wrong at the end of its references, at length and briefly', () => {
    expect(rule(on({}), l2DomainNamed('l2-a'))).toMatchObject({
      message:
        'L2Domain l2-a is not accepted, so this is not used: It has no subnet, so nodes on it could have no addresses: ' +
        'name one in spec.subnets, or say spec.role: Management if only BMCs stand in it.',
      brief: 'NoSubnet of L2Domain l2-a',
    });
    const overlapping = subnetNamed('s5', '10.1.0.0/16', {}, EARLY);
    expect(rule(on({}), ...L2, overlapping)).toMatchObject({ brief: 'OverlappingSubnet of Subnet s4' });
    expect(rule(on({}), l2DomainNamed('l2-a', ['s6']))).toMatchObject({ brief: 'no Subnet s6' });
  });

  it('heals when the other is gone', () => {
    const other = asset('a01', shared);
    const candidate = on({});
    const { stores, view } = storesOf(...L2, other, candidate);

    stores.get('ComputeAsset')?.remove(other);

    expect(accept(candidate, view)).toEqual({ accepted: true });
  });
});

describe('a subnet', () => {
  const b = (cidr: string, spec: object = {}) => subnetNamed('b', cidr, spec);
  const a = (cidr: string, spec: object = {}) => subnetNamed('a', cidr, spec);
  /** As one that was stored before the door looked at gateways. */
  const withGateway = (gateway: string) => ({ ...b('10.1.1.0/24'), spec: { ...b('10.1.1.0/24').spec, gateway } });

  it.each<[string, ReturnType<typeof rule>, string | undefined]>([
    ['in its VPC', rule(b('10.1.1.0/24', { gateway: '10.1.1.1' }), core), undefined],
    ['of IPv6', rule(b('2001:db8:1::/64', { gateway: '2001:db8:1::1' }), core), undefined],
    ['of IPv6, with a gateway on the link', rule(b('2001:db8:1::/64', { gateway: 'fe80::1' }), core), undefined],
    ['without its VPC', rule(b('10.1.1.0/24')), 'ReferenceNotFound'],
    ['in an unknown network zone', rule(b('10.1.1.0/24', { networkZone: 'prod' }), core), 'ReferenceNotFound'],
    ['in a network zone', rule(b('10.1.1.0/24', { networkZone: 'prod' }), core, networkZoneNamed('prod')), undefined],
    ['outside its VPC', rule(b('192.168.1.0/24'), core), 'OutsideVPC'],
    ['wider than its VPC', rule(b('10.0.0.0/7'), core), 'OutsideVPC'],
    ['with a gateway elsewhere', rule(withGateway('10.1.2.1'), core), 'GatewayOutsideSubnet'],
    ['inside an older one', rule(b('10.1.1.0/24'), core, a('10.1.0.0/16')), 'OverlappingSubnet'],
    ['around an older one', rule(b('10.1.0.0/16'), core, a('10.1.1.0/24')), 'OverlappingSubnet'],
    ['equal to an older one', rule(b('10.1.1.0/24'), core, a('10.1.1.0/24')), 'OverlappingSubnet'],
    ['around a younger one', rule(a('10.1.0.0/16'), core, b('10.1.1.0/24')), undefined],
    ['beside another', rule(b('10.1.2.0/24'), core, a('10.1.1.0/24')), undefined],
    ['like one of another VPC', rule(b('10.1.1.0/24'), core, a('10.1.1.0/24', { vpc: 'edge' })), undefined],
  ])('%s', (_, given, reason) => {
    expect(given).toEqual(verdict(reason));
  });

  it('tells of both networks, and of those of its VPC', () => {
    expect(rule(b('10.1.1.0/24'), core, a('10.1.0.0/16'))).toMatchObject({
      message: '10.1.1.0/24 overlaps 10.1.0.0/16 of Subnet a in VPC core: delete one of the two.',
    });
    expect(rule(b('192.168.1.0/24'), core)).toMatchObject({
      message:
        '192.168.1.0/24 lies in none of the networks of VPC core (10.0.0.0/8, 2001:db8::/32): add one to the VPC, or make the Subnet anew.',
    });
  });
});

describe('a MAC address that two assets have', () => {
  it('is told to the later one, with the older one and where to correct it', () => {
    expect(rule(asset('a02', mac('52:54:00:AA:00:01')), ...L2, asset('a01', mac('52:54:00:aa:00:01')))).toMatchObject({
      message:
        'ComputeAsset a01 has the MAC address 52:54:00:aa:00:01 already: correct devices[].l2Domain.macAddress in one of the two.',
    });
  });
});

describe('a route', () => {
  const v6 = subnetNamed('s6', '2001:db8:1::/64');

  it.each<[string, ReturnType<typeof rule>, string | undefined]>([
    ['through its subnet', rule(routeNamed('r'), s4, core), undefined],
    [
      'of IPv6',
      rule(routeNamed('r', { subnet: 's6', destination: '2001:db8:2::/48', via: '2001:db8:1::fe' }), v6, core),
      undefined,
    ],
    [
      'of IPv6, through the link',
      rule(routeNamed('r', { subnet: 's6', destination: '::/0', via: 'fe80::1' }), v6, core),
      undefined,
    ],
    ['of an unknown subnet', rule(routeNamed('r')), 'ReferenceNotFound'],
    ['of a subnet that is not accepted', rule(routeNamed('r'), s4), 'ReferenceNotAccepted'],
    ['through somewhere else', rule(routeNamed('r', { via: '10.1.2.254' }), s4, core), 'ViaOutsideSubnet'],
    ['of another family than its subnet', rule(routeNamed('r', { subnet: 's6' }), v6, core), 'FamilyMismatch'],
  ])('%s', (_, given, reason) => {
    expect(given).toEqual(verdict(reason));
  });

  it('says where the next hop is not', () => {
    expect(rule(routeNamed('r', { via: '10.1.2.254' }), s4, core)).toMatchObject({
      message: '10.1.2.254 is no address of Subnet s4 (10.1.1.0/24): correct spec.via.',
    });
  });
});

describe('the others', () => {
  const az1 = zoneNamed('az1');
  const prod = networkZoneNamed('prod', 'az1');

  it.each<[string, ReturnType<typeof rule>, string | undefined]>([
    ['a zone', rule(az1), undefined],
    ['a VPC', rule(core), undefined],
    ['a network zone', rule(prod, az1), undefined],
    ['a network zone in an unknown zone', rule(prod), 'ReferenceNotFound'],
    ['a rack', rule(rackNamed('r1', { availabilityZone: 'az1', networkZone: 'prod' }), az1, prod), undefined],
    ['a rack of no zone', rule(rackNamed('r1')), undefined],
    ['a rack in an unknown zone', rule(rackNamed('r1', { availabilityZone: 'az1' })), 'ReferenceNotFound'],
    ['a rack in an unknown network zone', rule(rackNamed('r1', { networkZone: 'prod' })), 'ReferenceNotFound'],
    [
      'a rack in another zone than its network zone',
      rule(rackNamed('r1', { availabilityZone: 'az2', networkZone: 'prod' }), az1, zoneNamed('az2'), prod),
      'ZoneMismatch',
    ],
    ['a switch', rule(switchIn('r1'), rackNamed('r1')), undefined],
    ['a switch in an unknown rack', rule(switchIn('r1')), 'ReferenceNotFound'],
    ['an L2 domain', rule(l2DomainNamed('l', ['s4']), s4, core), undefined],
    [
      'an L2 domain, one of whose subnets is unknown',
      rule(l2DomainNamed('l', ['s4', 's6']), s4, core),
      'ReferenceNotFound',
    ],
    ['an L2 domain without a subnet', rule(l2DomainNamed('l')), 'NoSubnet'],
    ['an L2 domain without a subnet, for management', rule(l2DomainNamed('l', [], { role: 'Management' })), undefined],
  ])('%s', (_, given, reason) => {
    expect(given).toEqual(verdict(reason));
  });
});

it('a broken reference is told with the kind, the name and the field of each', () => {
  const broken = [
    prodIn('az9'),
    rackNamed('r1', { availabilityZone: 'az9' }),
    rackNamed('r1', { networkZone: 'nz9' }),
    switchIn('r9'),
    subnetNamed('s', '10.1.1.0/24', { vpc: 'vpc9' }),
    routeNamed('r', { subnet: 's9' }),
    l2DomainNamed('l', ['s9']),
    asset('a01', { rack: { name: 'r9' } }),
  ];

  const told = broken.map((object) => {
    const { kind, name, field } = referencesOf(object)[0] ?? { kind: '', name: '', field: '' };
    const given = rule(object);
    return given.accepted ? '' : given.message === `${kind} ${name} does not exist: create it, or correct ${field}.`;
  });

  expect(told).toEqual(broken.map(() => true));
});

function prodIn(zone: string) {
  return networkZoneNamed('prod', zone);
}

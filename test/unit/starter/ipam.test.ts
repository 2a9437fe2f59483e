import { addressLines } from '../../../starter/ipam/address-list.ts';
import { overflowOf, usesOf } from '../../../starter/ipam/subnet-use.ts';
import { renderAddresses, renderUse } from '../../../starter/render/ipam.ts';
import { type L2Domain, type Subnet, subnet as subnetKind } from '../../../api/kinds/network.ts';
import type { Route } from '../../../api/kinds/route.ts';
import { addressesFrom, anAddress } from '../ipam/a-subnet.ts';

function aSubnetObject(name: string, cidr: string, rest: object = {}, conditions: object[] = []): Subnet {
  const parsed = subnetKind.schema.parse({ spec: { vpc: 'core', cidr, ...rest } });
  return {
    apiVersion: 'infra.tess.io/v1alpha1',
    kind: 'Subnet',
    metadata: { name },
    ...parsed,
    status: { conditions },
  } as Subnet;
}

function aDomain(name: string, ...subnets: string[]): L2Domain {
  return {
    apiVersion: 'infra.tess.io/v1alpha1',
    kind: 'L2Domain',
    metadata: { name },
    spec: { role: 'Provision', subnets },
  };
}

const FULL = aSubnetObject('r1-v4', '10.1.1.0/29', { gateway: '10.1.1.1', reserved: ['10.1.1.2'] });
const V6 = aSubnetObject('r1-v6', '2001:db8::/64', { gateway: '2001:db8::1', allocation: 'Hash' });
const MORE = aSubnetObject('r1-more', '10.1.2.0/24');
const RIVAL = aSubnetObject('r1-rival', '10.1.1.0/28', {}, [
  { type: 'Accepted', status: 'False', reason: 'OverlappingSubnet' },
]);
const held = [
  ...addressesFrom('10.1.1.3', 3).map((address) => anAddress(address)),
  anAddress('10.1.1.6', { releasedAt: '2026-01-01T00:00:00Z', node: 'web-1' }),
  anAddress('2001:db8::2', { subnet: 'r1-v6' }),
];

test('a subnet’s use adds up: usable is what is bound, resting or free', () => {
  const [full, v6, more] = usesOf([FULL, V6, MORE], held, []);
  expect(full).toMatchObject({ size: 8n, reserved: 4n, usable: 4n, bound: 3, resting: 1, free: 0n, percent: 100 });
  expect(v6).toMatchObject({ size: 2n ** 64n, usable: 2n ** 64n - 2n, bound: 1, free: 2n ** 64n - 3n, percent: 0 });
  expect(more).toMatchObject({ usable: 254n, bound: 0, free: 254n, percent: 0 });
});

test('an address that was handed out before it was reserved takes nothing from what is free', () => {
  const subnet = aSubnetObject('r1-v4', '10.1.1.0/29', { reserved: ['10.1.1.5-10.1.1.6'] });
  expect(usesOf([subnet], [anAddress('10.1.1.5'), anAddress('10.1.1.1')], [])[0]).toMatchObject({
    usable: 4n,
    bound: 2,
    free: 3n,
    percent: 25,
  });
});

test('the next hop of a route is no more to be had than the gateway; one of a route that is not used is', () => {
  const through = (subnet: string, via: string, conditions: object[] = []) =>
    ({ spec: { subnet, destination: '10.9.0.0/16', via }, status: { conditions } }) as Route;
  const routes = [
    through('r1-more', '10.1.2.254'),
    through('r1-more', '10.1.2.253', [{ type: 'Accepted', status: 'False', reason: 'ViaOutsideSubnet' }]),
    through('r1-v4', '10.1.2.252'),
  ];

  expect(usesOf([MORE], [], routes)).toMatchObject([{ reserved: 3n, usable: 253n, free: 253n }]);
});

test('what is taken from next is the first in the list that is accepted and not full', () => {
  const uses = usesOf([FULL, V6, MORE, RIVAL], held, []);
  expect(overflowOf([aDomain('r1', 'r1-rival', 'r1-v4', 'r1-v6', 'r1-more'), aDomain('r2', 'r1-v4')], uses)).toEqual([
    { l2Domain: 'r1', family: 4, subnets: ['r1-rival', 'r1-v4', 'r1-more'], next: 'r1-more' },
    { l2Domain: 'r1', family: 6, subnets: ['r1-v6'], next: 'r1-v6' },
    { l2Domain: 'r2', family: 4, subnets: ['r1-v4'] },
  ]);
});

test('reads well, sizes of IPv6 too', () => {
  const uses = usesOf([FULL, V6, RIVAL], held, []);
  expect(renderUse(uses, overflowOf([aDomain('r1', 'r1-v4', 'r1-v6')], uses))).toBe(
    [
      'SUBNET    VPC   CIDR           ALLOCATION  SIZE  RESERVED  USABLE    BOUND  RESTING  FREE      USED   NOTE',
      'r1-v4     core  10.1.1.0/29    Sequential  8     4         4         3      1        0         100%',
      'r1-v6     core  2001:db8::/64  Hash        2^64  2         2^64 - 2  1      0        2^64 - 3  <0.1%',
      'r1-rival  core  10.1.1.0/28    Sequential  16    2         14        0      0        14        0%     not used: OverlappingSubnet',
      '',
      'L2DOMAIN  FAMILY  TAKES FROM  NEXT',
      'r1        IPv4    r1-v4       none: all are full',
      'r1        IPv6    r1-v6       r1-v6',
    ].join('\n'),
  );
  expect(renderUse([], [])).toBe('There are no Subnets.');
});

test('the addresses of a subnet, lowest first, with who holds them and until when they rest', () => {
  const lines = addressLines(FULL, [...held.slice(3, 4), ...held.slice(0, 1), anAddress('10.1.1.10')]);
  expect(renderAddresses('r1-v4', lines)).toBe(
    [
      'ADDRESS    NODE           DEVICE  PHASE        UNTIL',
      '10.1.1.3   default/other  1       Bound        -',
      '10.1.1.6   default/web-1  1       Quarantined  2026-01-01T00:10:00Z',
      '10.1.1.10  default/other  1       Bound        -',
    ].join('\n'),
  );
  expect(renderAddresses('r1-v4', [])).toBe('Nobody holds an address of Subnet r1-v4.');
});

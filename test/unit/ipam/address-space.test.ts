import { excludedSpans, readableCount, sizeOf, whyExcluded } from '../../../api/address-space.ts';
import { formatAddress } from '../../../api/addresses.ts';
import { aSubnet } from './a-subnet.ts';

test.each([
  ['10.1.1.0/24', 256n, 254n],
  ['10.1.1.0/30', 4n, 2n],
  ['10.1.1.0/31', 2n, 2n],
  ['10.1.1.7/32', 1n, 1n],
  ['2001:db8::/64', 2n ** 64n, 2n ** 64n - 1n],
  ['2001:db8::/126', 4n, 3n],
  ['2001:db8::/127', 2n, 2n],
  ['2001:db8::7/128', 1n, 1n],
  ['0.0.0.0/0', 2n ** 32n, 2n ** 32n - 2n],
])('%s has %s addresses, of which %s can be had', (cidr, size, usable) => {
  expect(sizeOf(aSubnet(cidr))).toEqual({ size, usable });
});

test('what overlaps is counted once, and what lies outside not at all', () => {
  const subnet = aSubnet('10.1.1.0/24', {
    gateway: '10.1.1.1',
    reserved: ['10.1.1.1-10.1.1.9', '10.1.1.5-10.1.1.19', '10.2.0.0-10.2.0.99', '2001:db8::1'],
    dns: ['10.1.1.53', '10.0.0.53'],
    ntp: ['10.1.1.53'],
  });
  const spans = excludedSpans(subnet).map(({ first, last }) => `${formatAddress(first, 4)}-${formatAddress(last, 4)}`);
  expect(spans).toEqual(['10.1.1.0-10.1.1.19', '10.1.1.53-10.1.1.53', '10.1.1.255-10.1.1.255']);
  expect(sizeOf(subnet).usable).toBe(256n - 20n - 1n - 1n);
});

test('a range that is written backwards, or reaches over the end, excludes what lies in the subnet', () => {
  const subnet = aSubnet('10.1.1.0/24', { reserved: ['10.1.1.9-10.1.1.5', '10.1.1.250-10.1.2.7'] });
  expect(whyExcluded(subnet, '10.1.1.7')).toBe('reserved (10.1.1.9-10.1.1.5)');
  expect(whyExcluded(subnet, '10.1.1.251')).toBe('reserved (10.1.1.250-10.1.2.7)');
  expect(whyExcluded(subnet, '10.1.1.10')).toBeUndefined();
});

test('the next hop of a route is never handed out, however it is spelt; one outside the subnet excludes nothing', () => {
  const via = (destination: string, hop: string) => ({ destination, via: hop });
  const v4 = aSubnet('10.1.1.0/24', { routes: [via('10.9.0.0/16', '10.1.1.254'), via('10.8.0.0/16', '10.1.2.254')] });
  const v6 = aSubnet('2001:db8::/64', { routes: [via('2001:db8:9::/48', '2001:DB8:0::fe'), via('::/0', 'fe80::1')] });

  expect(whyExcluded(v4, '10.1.1.254')).toBe('the next hop to 10.9.0.0/16');
  expect(sizeOf(v4).usable).toBe(253n);
  expect(whyExcluded(v6, '2001:db8::fe')).toBe('the next hop to 2001:db8:9::/48');
  expect(sizeOf(v6).usable).toBe(2n ** 64n - 2n);
});

test('the lowest address of an IPv6 subnet is its routers’ anycast address, however it is spelt', () => {
  expect(whyExcluded(aSubnet('2001:db8::/64'), '2001:DB8:0:0::')).toBe('the anycast address of the routers');
});

test.each([
  [0n, '0'],
  [65_534n, '65534'],
  [2n ** 64n, '2^64'],
  [2n ** 64n - 17n, '2^64 - 17'],
  [2n ** 64n - 2n ** 60n, 'about 2^64'],
])('%s reads %s', (count, text) => {
  expect(readableCount(count)).toBe(text);
});

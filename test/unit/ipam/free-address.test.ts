import fc from 'fast-check';
import { contains, formatAddress, parseNetwork, parseRange } from '../../../api/addresses.ts';
import { lowestFreeAddress } from '../../../activities/ipam/free-address.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';

function subnet(rest: Partial<PlannedSubnet> & Pick<PlannedSubnet, 'cidr'>): PlannedSubnet {
  return { name: 's', vpc: 'core', dns: [], ntp: [], reserved: [], ...rest };
}

test.each<[string, Partial<PlannedSubnet> & Pick<PlannedSubnet, 'cidr'>, string[], string | undefined]>([
  ['skips the network address', { cidr: '10.1.1.0/24' }, [], '10.1.1.1'],
  [
    'skips gateway and reserved ranges',
    { cidr: '10.1.1.0/24', gateway: '10.1.1.10', reserved: ['10.1.1.1-10.1.1.9'] },
    [],
    '10.1.1.11',
  ],
  ['skips what is taken', { cidr: '10.1.1.0/29' }, ['10.1.1.1', '10.1.1.2'], '10.1.1.3'],
  ['never hands out the broadcast address', { cidr: '10.1.1.0/30' }, ['10.1.1.1', '10.1.1.2'], undefined],
  ['uses both addresses of a /31', { cidr: '10.1.1.0/31' }, ['10.1.1.0'], '10.1.1.1'],
  [
    'IPv6: no broadcast, but the anycast address is kept',
    { cidr: '2001:db8::/126' },
    ['2001:db8::1', '2001:db8::2'],
    '2001:db8::3',
  ],
  [
    'jumps over a reserved range of 2^64 addresses at once',
    { cidr: '2001:db8::/48', reserved: ['2001:db8::-2001:db8::ffff:ffff:ffff:ffff'] },
    [],
    '2001:db8:0:1::',
  ],
])('%s', (_name, given, taken, expected) => {
  expect(lowestFreeAddress(subnet(given), new Set(taken))).toBe(expected);
});

test('agrees with trying every address of the subnet', () => {
  const network = parseNetwork('10.9.0.0/26');
  const offset = fc.integer({ min: 0, max: 63 });
  fc.assert(
    fc.property(
      fc.uniqueArray(offset),
      fc.array(fc.tuple(offset, offset), { maxLength: 3 }),
      offset,
      (used, ranges, gateway) => {
        const at = (n: number) => formatAddress(network.first + BigInt(n), 4);
        const reserved = ranges.map(([a, b]) => `${at(Math.min(a, b))}-${at(Math.max(a, b))}`);
        const taken = new Set(used.map(at));
        const isReserved = (address: bigint) =>
          reserved.map(parseRange).some(({ first, last }) => address >= first && address <= last);
        const expected = Array.from({ length: 62 }, (_, i) => i + 1)
          .filter((n) => n !== gateway && !isReserved(network.first + BigInt(n)))
          .map(at)
          .find((address) => !taken.has(address));

        const found = lowestFreeAddress(subnet({ cidr: '10.9.0.0/26', gateway: at(gateway), reserved }), taken);

        expect(found).toBe(expected);
        if (found) expect(contains(network, found)).toBe(true);
      },
    ),
  );
});

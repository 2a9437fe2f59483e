import fc from 'fast-check';
import { countOf, freeAddresses, nextFree, nthFree } from '../../../activities/ipam/free-addresses.ts';
import { TakenRuns } from '../../../activities/ipam/taken-runs.ts';
import { formatAddress, parseNetwork, parseRange } from '../../../api/addresses.ts';
import { aSubnet } from './a-subnet.ts';

const network = parseNetwork('10.9.0.0/26');
const offset = fc.integer({ min: 0, max: 63 });
const at = (n: number) => formatAddress(network.first + BigInt(n), 4);

test('what is free agrees with looking at every address of the subnet, after any adding and removing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ add: fc.boolean(), n: offset }), { maxLength: 120 }),
      fc.array(fc.tuple(offset, offset), { maxLength: 3 }),
      offset,
      fc.array(offset, { maxLength: 3 }),
      (changes, ranges, gateway, besides) => {
        const reserved = ranges.map(([a, b]) => `${at(a)}-${at(b)}`);
        const runs = new TakenRuns();
        const taken = new Set<number>();
        for (const { add, n } of changes) {
          if (add) taken.add(n);
          else taken.delete(n);
          if (add) runs.add(network.first + BigInt(n));
          else runs.remove(network.first + BigInt(n));
        }
        const isReserved = (n: number) =>
          ranges.some(([a, b]) => n >= Math.min(a, b) && n <= Math.max(a, b)) || n === 0 || n === 63 || n === gateway;
        const expected = Array.from({ length: 64 }, (_, n) => n).filter(
          (n) => !isReserved(n) && !taken.has(n) && !besides.includes(n),
        );

        const free = freeAddresses(
          aSubnet('10.9.0.0/26', { gateway: at(gateway), reserved }),
          runs,
          besides.map((n) => network.first + BigInt(n)),
        );

        expect(expected.map((_, i) => nthFree(free, BigInt(i)))).toEqual(
          expected.map((n) => network.first + BigInt(n)),
        );
        expect(nthFree(free, BigInt(expected.length))).toBeUndefined();
        expect(countOf(free)).toBe(BigInt(expected.length));
        for (let n = -1; n < 65; n += 1) {
          const next = expected.find((other) => other >= n);
          expect(free.has(network.first + BigInt(n))).toBe(expected.includes(n));
          expect(nextFree(free, network.first + BigInt(n))).toBe(
            next === undefined ? next : network.first + BigInt(next),
          );
        }
      },
    ),
  );
});

test('a range of 2^64 addresses is jumped over at once', () => {
  const { first, last } = parseRange('2001:db8::-2001:db8::ffff:ffff:ffff:ffff');
  const subnet = aSubnet('2001:db8::/48', { reserved: ['2001:db8::-2001:db8::ffff:ffff:ffff:ffff'] });
  const free = freeAddresses(subnet, new TakenRuns());
  expect(nthFree(free, 0n)).toBe(last + 1n);
  expect(countOf(free)).toBe(2n ** 80n - (last - first + 1n));
});

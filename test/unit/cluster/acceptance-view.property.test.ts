import fc from 'fast-check';
import { formatNetwork, overlaps, parseNetwork } from '../../../api/addresses.ts';
import { storesOf } from '../bridge/fleet-of.ts';
import { subnetNamed } from '../bridge/objects.ts';

const cidr = fc
  .tuple(
    fc.constantFrom({ bits: 32, base: 10n << 24n }, { bits: 128, base: 0x2001_0db8n << 96n }),
    fc.bigInt({ min: 0n, max: 0xffffn }),
    fc.integer({ min: 8, max: 32 }),
  )
  .map(([{ bits, base }, low, length]) => {
    const prefixLength = bits === 32 ? length : length * 2;
    const shift = BigInt(bits - prefixLength);
    const first = ((base | (low << BigInt(bits === 32 ? 8 : 60))) >> shift) << shift;
    return formatNetwork({ ...parseNetwork(bits === 32 ? '10.0.0.0/8' : '2001:db8::/32'), first, prefixLength });
  });

test('the subnets that overlap one are those that a look at each pair finds', () => {
  let pairs = 0;
  fc.assert(
    fc.property(fc.uniqueArray(cidr, { minLength: 2, maxLength: 40 }), (cidrs) => {
      const subnets = cidrs.map((each, index) => subnetNamed(`s${index}`, each));
      const { view } = storesOf(...subnets);
      for (const subnet of subnets) {
        const found = view.subnetsOverlapping(subnet).map(({ metadata }) => metadata.name);
        const network = parseNetwork(subnet.spec.cidr);
        const expected = subnets.filter((other) => overlaps(parseNetwork(other.spec.cidr), network));
        expect(found.sort()).toEqual(expected.map(({ metadata }) => metadata.name).sort());
        pairs += expected.length - 1;
      }
    }),
    { numRuns: 200 },
  );
  expect(pairs).toBeGreaterThan(100);
});

import fc from 'fast-check';
import { fixedWidth, formatAddress, fromFixedWidth, parseAddress, reverseName } from '../../../api/addresses.ts';
import { subnet as subnetKind, vpc as vpcKind } from '../../../api/kinds/network.ts';
import { addressClaimName, MAX_VPC_NAME, parseAddressClaimName } from '../../../api/names.ts';
import { crdOf } from '../../../hack/generate/crd.ts';

/** In any spelling, such as ::5, 0:0::5, ::ffff:10.1.1.1. */
const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6());
const vpc = fc.stringMatching(/^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/);

test('names and addresses map onto each other, one spelling for an address', () => {
  fc.assert(
    fc.property(vpc, anyAddress, (space, address) => {
      const { family, value } = parseAddress(address);
      const canonical = formatAddress(value, family);
      const name = addressClaimName(space, address);
      expect(name).toBe(addressClaimName(space, canonical));
      expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
      expect(parseAddressClaimName(name)).toEqual({ vpc: space, address: canonical });
      expect(fromFixedWidth(fixedWidth(address))).toBe(canonical);
    }),
  );
});

test.each([
  ['10.1.1.11', 'core-0a01010b'],
  ['2001:db8::5', 'core-20010db8000000000000000000000005'],
  ['2001:DB8:0:0::0005', 'core-20010db8000000000000000000000005'],
  ['::5', 'core-00000000000000000000000000000005'],
  // Another address than 10.1.1.11, and never taken for it.
  ['::ffff:10.1.1.11', 'core-00000000000000000000ffff0a01010b'],
])('%s is %s', (address, name) => {
  expect(addressClaimName('core', address)).toBe(name);
});

test('two addresses, or one in two address spaces, never have one name', () => {
  fc.assert(
    fc.property(vpc, anyAddress, vpc, anyAddress, (space, address, otherSpace, other) => {
      const same = space === otherSpace && fixedWidth(address) === fixedWidth(other);
      expect(addressClaimName(space, address) === addressClaimName(otherSpace, other)).toBe(same);
    }),
  );
});

test('the longest names there may be are DNS labels and label values', () => {
  expect(addressClaimName('v'.repeat(MAX_VPC_NAME), '2001:db8::5')).toHaveLength(63);
  for (const [kind, max] of [
    [vpcKind, 30],
    [subnetKind, 63],
  ] as const) {
    const { openAPIV3Schema } = crdOf(kind).spec.versions[0]?.schema ?? {};
    expect(openAPIV3Schema?.properties.metadata).toEqual({
      type: 'object',
      properties: { name: { type: 'string', maxLength: max } },
    });
  }
});

test('reverse names are absolute', () => {
  expect(reverseName('10.1.1.11')).toBe('11.1.1.10.in-addr.arpa.');
  expect(reverseName('2001:db8::5')).toBe('5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.');
});

import fc from 'fast-check';
import { fixedWidth, formatAddress, fromFixedWidth, parseAddress, reverseName } from '../../../api/addresses.ts';
import { addressClaimName, parseAddressClaimName } from '../../../api/names.ts';

const anyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6().filter((text) => !text.includes('.')),
);
const vpc = fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])?$/);

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
])('%s is %s', (address, name) => {
  expect(addressClaimName('core', address)).toBe(name);
});

test('reverse names are absolute', () => {
  expect(reverseName('10.1.1.11')).toBe('11.1.1.10.in-addr.arpa.');
  expect(reverseName('2001:db8::5')).toBe('5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.');
});

import { reverseZones } from '../../../hack/datacenter/reverse-zones.ts';

test.each([
  ['10.1.1.0/24', ['1.1.10.in-addr.arpa.']],
  ['10.1.0.0/16', ['1.10.in-addr.arpa.']],
  ['10.1.4.0/22', ['4.1.10.in-addr.arpa.', '5.1.10.in-addr.arpa.', '6.1.10.in-addr.arpa.', '7.1.10.in-addr.arpa.']],
  ['2001:db8:0:1::/64', ['1.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.']],
  [
    '2001:db8:8000::/34',
    [
      '8.8.b.d.0.1.0.0.2.ip6.arpa.',
      '9.8.b.d.0.1.0.0.2.ip6.arpa.',
      'a.8.b.d.0.1.0.0.2.ip6.arpa.',
      'b.8.b.d.0.1.0.0.2.ip6.arpa.',
    ],
  ],
])('%s is covered by its zones', (cidr, zones) => {
  expect(reverseZones(cidr)).toEqual(zones);
});

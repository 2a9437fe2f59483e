import { planAllocation } from '../../../activities/ipam/allocation.ts';
import type { AddressBook } from '../../../activities/ipam/address-book.ts';
import type { AddressNeed, HeldAddress } from '../../../activities/ports/address-allocator.ts';
import { aBook, addressesFrom, aNeed, aSubnet } from './a-subnet.ts';

const V4 = aSubnet('10.1.1.0/29');
const V6 = aSubnet('2001:db8:1::/64');
const holder = { namespace: 'default', name: 'web-1', uid: 'uid-web-1' };
const chance = { below: () => 0n, spread: 1n };

function allocate(needs: AddressNeed[], book: AddressBook = aBook(), held: HeldAddress[] = []) {
  const plan = planAllocation(needs, { holder, held, book, chance });
  if (plan.kind !== 'planned') return plan;
  return plan.addresses.map(({ device, address }) => `${device} ${address}`);
}

test('one address for each device and family, none twice', () => {
  expect(allocate([aNeed('1', [V4]), aNeed('1', [V6]), aNeed('2', [V4])])).toEqual([
    '1 10.1.1.1',
    '1 2001:db8:1::1',
    '2 10.1.1.2',
  ]);
});

test('what the node holds already it keeps', () => {
  const held = [{ device: '1', address: '10.1.1.5', subnet: V4 }];
  expect(allocate([aNeed('1', [V4]), aNeed('1', [V6])], aBook('10.1.1.5', '10.1.1.1'), held)).toEqual([
    '1 10.1.1.5',
    '1 2001:db8:1::1',
  ]);
});

test('goes on to the next subnet of the L2 domain when the first is full, in the order of its list', () => {
  const full = aBook(...addressesFrom('10.1.1.1', 6));
  expect(allocate([aNeed('1', [V4, aSubnet('10.1.3.0/29'), aSubnet('10.1.2.0/29')])], full)).toEqual(['1 10.1.3.1']);
});

test('all or nothing: one exhausted family leaves none', () => {
  const full = aBook(...addressesFrom('10.1.1.1', 6));
  const need = aNeed('2', [V4]);
  expect(allocate([aNeed('1', [V6]), need], full)).toEqual({ kind: 'exhausted', need });
});

test('the same address in another address space is another address', () => {
  const lab = aSubnet('10.1.1.0/29', { vpc: 'lab' });
  expect(allocate([aNeed('1', [lab])], aBook('10.1.1.1'))).toEqual(['1 10.1.1.1']);
});

describe('an address that is asked for by name', () => {
  test('is taken as asked, in canonical spelling, and given to no other device before', () => {
    const needs = [aNeed('1', [V4]), aNeed('2', [V4], '10.1.1.1'), aNeed('2', [V6], '2001:DB8:1:0::5')];
    expect(allocate(needs)).toEqual(['1 10.1.1.2', '2 10.1.1.1', '2 2001:db8:1::5']);
  });

  test.each([
    ['the gateway', '10.1.1.1'],
    ['reserved (10.1.1.2-10.1.1.3)', '10.1.1.3'],
    ['a DNS server', '10.1.1.5'],
    ['a time server', '10.1.1.6'],
    ['the network address', '10.1.1.0'],
    ['the broadcast address', '10.1.1.7'],
  ])('is refused when it is %s', (what, address) => {
    const subnet = aSubnet('10.1.1.0/29', {
      gateway: '10.1.1.1',
      reserved: ['10.1.1.2-10.1.1.3'],
      dns: ['10.1.1.5'],
      ntp: ['10.1.1.6'],
    });
    expect(allocate([aNeed('1', [subnet], address)])).toEqual({ kind: 'excluded', address, subnet, what });
  });

  test('is refused when it lies in no subnet, or is taken', () => {
    const need = aNeed('1', [V4], '10.7.7.7');
    expect(allocate([need])).toEqual({ kind: 'outside', need, address: '10.7.7.7' });
    expect(allocate([aNeed('1', [V4], '10.1.1.4')], aBook('10.1.1.4'))).toEqual({
      kind: 'held',
      address: '10.1.1.4',
      subnet: V4,
    });
  });
});

import { parseAddress } from '../../../api/addresses.ts';
import type { AddressBook } from '../../../activities/ipam/address-book.ts';
import { aBook, anAddress } from './a-subnet.ts';

const isTaken = (book: AddressBook, address: string, vpc = 'core') => {
  const { family, value } = parseAddress(address);
  return book.takenIn(vpc, family).has(value);
};

test('an address is taken in the address space that its name says, until its object is gone', () => {
  const book = aBook('10.1.1.1', '2001:db8::1');
  expect([isTaken(book, '10.1.1.1'), isTaken(book, '2001:db8::1'), isTaken(book, '10.1.1.1', 'lab')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(book.holderOf('core', '2001:DB8::0001')?.spec.claimRef.name).toBe('other');

  book.drop(anAddress('10.1.1.1'));

  expect(isTaken(book, '10.1.1.1')).toBe(false);
  expect(book.holderOf('core', '10.1.1.1')).toBeUndefined();
});

test('an object of another name than its address locks nothing', () => {
  const book = aBook();
  book.put({ ...anAddress('10.1.1.1'), metadata: { name: 'mine' } });
  expect(isTaken(book, '10.1.1.1')).toBe(false);
});

test('what is on its way is taken, and stays so when its object came meanwhile', () => {
  const book = aBook();
  book.assume('core', '10.1.1.1');
  book.assume('core', '10.1.1.2');
  expect([isTaken(book, '10.1.1.1'), book.assumesAny()]).toEqual([true, true]);
  book.put(anAddress('10.1.1.1'));

  book.letGo('core', '10.1.1.1');
  book.letGo('core', '10.1.1.2');

  expect([isTaken(book, '10.1.1.1'), isTaken(book, '10.1.1.2'), book.assumesAny()]).toEqual([true, false, false]);
});

test('an object that goes while its address is claimed anew leaves it taken', () => {
  const book = aBook('10.1.1.1');
  book.assume('core', '10.1.1.1');
  book.drop(anAddress('10.1.1.1'));
  expect(isTaken(book, '10.1.1.1')).toBe(true);
});

test('a subnet’s use: who holds, and what rests since when; an address that is seen again is counted once', () => {
  const book = aBook('10.1.1.1', '10.1.1.2', '10.1.1.3');
  const since = '2026-01-01T00:00:00Z';
  expect(book.useOf('r1-v4')).toEqual({ bound: 3, resting: [] });

  book.put(anAddress('10.1.1.2', { releasedAt: since }));
  book.put(anAddress('10.1.1.2', { releasedAt: since }));
  expect(book.useOf('r1-v4')).toEqual({ bound: 2, resting: [since] });

  book.drop(anAddress('10.1.1.2'));
  book.drop(anAddress('10.1.1.2'));
  expect(book.useOf('r1-v4')).toEqual({ bound: 2, resting: [] });
  expect(book.useOf('r9-v4')).toEqual({ bound: 0, resting: [] });
});

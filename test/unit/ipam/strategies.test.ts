import { randomBytes } from 'node:crypto';
import { freeAddresses } from '../../../activities/ipam/free-addresses.ts';
import { strategies } from '../../../activities/ipam/strategies/index.ts';
import { TakenRuns } from '../../../activities/ipam/taken-runs.ts';
import { formatAddress, parseAddress, parseNetwork } from '../../../api/addresses.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';
import { aSubnet } from './a-subnet.ts';

type Name = keyof typeof strategies;

const chance = {
  below: (limit: bigint) => BigInt(`0x${randomBytes(24).toString('hex')}`) % limit,
  spread: 1n,
};

/** Takes one after the other until there is none; what was taken, in that order. */
function takeAll(name: Name, subnet: PlannedSubnet, nodes: string[], taken = new TakenRuns()): string[] {
  return nodes.flatMap((node) => {
    const seeker = { namespace: 'default', name: node, device: '1' };
    const value = strategies[name](freeAddresses(subnet, taken), seeker, chance);
    if (value === undefined) return [];
    taken.add(value);
    return [formatAddress(value, parseNetwork(subnet.cidr).family)];
  });
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `web-${i}`);

test.each(Object.keys(strategies) as Name[])('%s takes every free address once, and no other', (name) => {
  const subnet = aSubnet('10.1.1.0/25', { gateway: '10.1.1.1', reserved: ['10.1.1.10-10.1.1.19'], dns: ['10.1.1.40'] });
  const taken = takeAll(name, subnet, names(200));
  expect(taken).toHaveLength(128 - 2 - 1 - 10 - 1);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken).not.toContain('10.1.1.15');
});

test.each(Object.keys(strategies) as Name[])('%s needs no time for a /64', (name) => {
  const taken = takeAll(name, aSubnet('2001:db8::/64'), names(100));
  expect(new Set(taken).size).toBe(100);
  expect(taken.every((address) => address.startsWith('2001:db8:'))).toBe(true);
});

test('Sequential is the lowest, also when it came free again', () => {
  const taken = new TakenRuns();
  const subnet = aSubnet('10.1.1.0/24');
  expect(takeAll('Sequential', subnet, names(3), taken)).toEqual(['10.1.1.1', '10.1.1.2', '10.1.1.3']);
  taken.remove(parseAddress('10.1.1.2').value);
  expect(takeAll('Sequential', subnet, names(2), taken)).toEqual(['10.1.1.2', '10.1.1.4']);
});

test('Sequential under contention is one of the lowest few, and any that is left', () => {
  const free = freeAddresses(aSubnet('10.1.1.0/24'), new TakenRuns());
  const seeker = { namespace: 'default', name: 'web-1', device: '1' };
  const seen = new Set(
    Array.from({ length: 400 }, () => strategies.Sequential(free, seeker, { ...chance, spread: 4n })),
  );
  const { first } = parseNetwork('10.1.1.0/24');
  expect([...seen].toSorted()).toEqual([1n, 2n, 3n, 4n].map((n) => first + n));
  const two = freeAddresses(aSubnet('10.1.1.0/31'), new TakenRuns());
  expect(strategies.Sequential(two, seeker, { below: () => 7n, spread: 8n })).toBe(first);
});

test('Random spreads: of a thousand draws the quarters of the subnet get about the same', () => {
  const free = freeAddresses(aSubnet('10.1.0.0/22'), new TakenRuns());
  const seeker = { namespace: 'default', name: 'web-1', device: '1' };
  const quarters = [0, 0, 0, 0];
  for (let i = 0; i < 1000; i += 1) {
    const value = strategies.Random(free, seeker, chance) ?? 0n;
    const quarter = Number((value - free.network.first) / 256n);
    quarters[quarter] = (quarters[quarter] ?? 0) + 1;
  }
  expect(Math.min(...quarters)).toBeGreaterThan(150);
});

describe('Hash', () => {
  const subnet = aSubnet('10.1.1.0/24');
  const of = (namespace: string, name: string, device = '1', taken = new TakenRuns()) =>
    strategies.Hash(freeAddresses(subnet, taken), { namespace, name, device }, chance);

  test('is the same address again for the same node and device, and depends on each of namespace, name and device', () => {
    expect(of('default', 'web-1')).toBe(of('default', 'web-1'));
    const others = [of('default', 'web-1'), of('default', 'web-2'), of('team-a', 'web-1'), of('default', 'web-1', '2')];
    expect(new Set(others).size).toBe(4);
  });

  test('takes the same other one while its own is taken, and its own when that is free again', () => {
    const own = of('default', 'web-1') ?? 0n;
    const taken = new TakenRuns();
    taken.add(own);
    const other = of('default', 'web-1', '1', taken);
    expect(other).not.toBe(own);
    expect(of('default', 'web-1', '1', taken)).toBe(other);
    taken.remove(own);
    expect(of('default', 'web-1', '1', taken)).toBe(own);
  });

  test('at two thirds full most nodes that are made anew get their address again', () => {
    const nodes = names(168);
    const taken = new TakenRuns();
    const before = takeAll('Hash', subnet, nodes, taken);
    const again = nodes.filter((name, i) => {
      const value = parseAddress(before[i] ?? '').value;
      taken.remove(value);
      const same = of('default', name, '1', taken) === value;
      taken.add(value);
      return same;
    });
    expect(again.length).toBeGreaterThan(nodes.length * 0.9);
  });
});

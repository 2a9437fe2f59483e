import { excludedSpans } from '../../../api/address-space.ts';
import { parseAddress } from '../../../api/addresses.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';
import type { AddressAllocator, AddressHolder, AddressNeed } from '../../../activities/ports/address-allocator.ts';
import { expectFailure } from '../expect-failure.ts';

/** Subnets of which the system knows, with nobody in them. */
export interface AllocatorSubject {
  allocator: AddressAllocator;
  /** What the node of that uid holds, in the system's own words. */
  addressesOf(uid: string): Promise<string[]>;
  /** Somebody else takes the address there. */
  plant(address: string, subnet: PlannedSubnet): Promise<void>;
  /** The next address is taken, but the answer is lost. */
  loseNextAnswer(): Promise<void>;
}

const space = { vpc: 'core', dns: [], ntp: [], reserved: [] };
/** Four can be had of it: 10.1.1.2 to 5. */
export const SMALL: PlannedSubnet = {
  ...space,
  name: 'r1-v4',
  cidr: '10.1.1.0/29',
  gateway: '10.1.1.1',
  reserved: ['10.1.1.6'],
};
export const MORE: PlannedSubnet = { ...space, name: 'r1-more', cidr: '10.1.2.0/29', dns: ['10.1.2.1'] };
export const V6: PlannedSubnet = { ...space, name: 'r1-v6', cidr: '2001:db8:1::/64', gateway: '2001:db8:1::1' };
export const SUBNETS = [SMALL, MORE, V6];

export const nodeNamed = (name: string): AddressHolder => ({ namespace: 'team-a', name, uid: `uid-${name}` });

export function need(device: string, subnets: PlannedSubnet[], requested?: string): AddressNeed {
  const family = subnets[0]?.cidr.includes(':') ? 6 : 4;
  return { device, family, l2Domain: 'r1-servers', subnets, requested };
}

const DUAL = [need('1', [SMALL, MORE]), need('1', [V6])];

export function describeAddressAllocator(name: string, makeSubject: () => Promise<AllocatorSubject>): void {
  describe(`${name} keeps the contract of AddressAllocator`, () => {
    let subject: AllocatorSubject;
    let allocator: AddressAllocator;
    const texts = async (node: string, needs: AddressNeed[]) =>
      (await allocator.allocate(nodeNamed(node), needs)).map(({ address }) => address);
    const sorted = async (node: string) => (await subject.addressesOf(`uid-${node}`)).sort();

    beforeEach(async () => {
      subject = await makeSubject();
      allocator = subject.allocator;
    });

    it('gives one for each need, in their order, and says from which subnet', async () => {
      const held = await allocator.allocate(nodeNamed('n1'), [...DUAL, need('2', [SMALL])]);

      expect(held.map(({ device, subnet }) => `${device} ${subnet.name}`)).toEqual(['1 r1-v4', '1 r1-v6', '2 r1-v4']);
      expect(await sorted('n1')).toEqual(held.map(({ address }) => address).sort());
      expect(new Set(held.map(({ address }) => address)).size).toBe(3);
    });

    it('gives the same ones when it is asked again', async () => {
      const first = await texts('n1', DUAL);

      expect(await texts('n1', DUAL)).toEqual(first);
      expect(await sorted('n1')).toEqual([...first].sort());
    });

    it('never gives what is excluded, goes on to the next subnet when one is full, and then says so', async () => {
      const needs = [need('1', [SMALL, MORE])];
      const given: string[] = [];
      for (let i = 0; i < 9; i += 1) given.push(...(await texts(`n${i}`, needs)));

      expect(given.slice(0, 4).every((address) => address.startsWith('10.1.1.'))).toBe(true);
      expect(given.slice(4).every((address) => address.startsWith('10.1.2.'))).toBe(true);
      expect(new Set(given).size).toBe(9);
      const excluded = [SMALL, MORE].flatMap(excludedSpans);
      const isExcluded = ({ value }: { value: bigint }) =>
        excluded.some((span) => value >= span.first && value <= span.last);
      expect(given.map(parseAddress).filter(isExcluded)).toEqual([]);
      await expectFailure(allocator.allocate(nodeNamed('late'), needs), 'Exhausted', /r1-v4|device 1/);
    });

    it('gives twenty who ask at once twenty different pairs', async () => {
      const needs = [need('1', [V6]), need('2', [V6])];

      const given = await Promise.all(Array.from({ length: 20 }, (_, i) => texts(`n${i}`, needs)));

      expect(new Set(given.flat()).size).toBe(40);
    });

    it('gives all or none: what it took by then it gives back', async () => {
      const full = { ...SMALL, reserved: ['10.1.1.1-10.1.1.7'] };

      await expectFailure(allocator.allocate(nodeNamed('n1'), [need('1', [V6]), need('2', [full])]), 'Exhausted');

      expect(await sorted('n1')).toEqual([]);
    });

    it('leaves no second one behind when an answer is lost', async () => {
      await subject.loseNextAnswer();
      await texts('n1', DUAL).catch(() => undefined);

      const given = await texts('n1', DUAL);

      expect(await sorted('n1')).toEqual([...given].sort());
      expect(given).toHaveLength(2);
    });

    it('gives an address that is asked for by name, however it is spelt', async () => {
      expect(await texts('n1', [need('1', [SMALL], '10.1.1.4'), need('1', [V6], '2001:DB8:1::0005')])).toEqual([
        '10.1.1.4',
        '2001:db8:1::5',
      ]);
    });

    it('refuses one that can never be had, or that somebody has, and names it', async () => {
      const asks = (address: string) => allocator.allocate(nodeNamed('n1'), [need('1', [SMALL, MORE], address)]);
      await subject.plant('10.1.1.4', SMALL);

      await expectFailure(asks('10.1.1.1'), 'InvalidInput', '10.1.1.1');
      await expectFailure(asks('10.9.9.9'), 'InvalidInput', '10.9.9.9');
      await expectFailure(asks('10.1.1.4'), 'Conflict', '10.1.1.4');

      expect(await sorted('n1')).toEqual([]);
    });

    it('passes over what somebody else has', async () => {
      await subject.plant('10.1.1.2', SMALL);
      await subject.plant('10.1.1.3', SMALL);

      expect(await texts('n1', [need('1', [SMALL])])).toEqual(['10.1.1.4']);
    });

    it('lets go of all that a node has, once, and of nobody else’s', async () => {
      await texts('n1', DUAL);
      const others = await texts('n2', DUAL);

      expect(await allocator.release(nodeNamed('n1'))).toBe(2);
      expect(await allocator.release(nodeNamed('n1'))).toBe(0);

      expect(await sorted('n1')).toEqual([]);
      expect(await sorted('n2')).toEqual([...others].sort());
    });
  });
}

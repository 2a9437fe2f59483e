import { planAllocation } from '../../../activities/ipam/allocation.ts';
import type { NodeAddress, PlannedNic, PlannedSubnet } from '../../../api/plan.ts';

function subnet(name: string, cidr: string): PlannedSubnet {
  return { name, vpc: 'core', cidr, dns: [], ntp: [], reserved: [] };
}

const V4 = subnet('r1-v4', '10.1.1.0/29');
const V6 = subnet('r1-v6', '2001:db8:1::/64');

function nic(device: string, subnets: PlannedSubnet[], requested: string[] = []): PlannedNic {
  return { device, mac: `52:54:00:00:00:0${device}`, l2Domain: 'l2', subnets, requested };
}

const nobody = () => new Set<string>();
const texts = (addresses: NodeAddress[]) => addresses.map(({ device, address }) => `${device} ${address}`);

test('one address for each device and family, none twice', () => {
  const plan = planAllocation([nic('1', [V4, V6]), nic('2', [V4])], [], nobody);
  expect(plan.kind === 'planned' && texts(plan.addresses)).toEqual(['1 10.1.1.1', '1 2001:db8:1::1', '2 10.1.1.2']);
});

test('what the node holds already it keeps', () => {
  const held = [{ device: '1', mac: '', address: '10.1.1.5', subnet: V4 }];
  const plan = planAllocation([nic('1', [V4, V6])], held, () => new Set(['10.1.1.5', '10.1.1.1']));
  expect(plan.kind === 'planned' && texts(plan.addresses)).toEqual(['1 10.1.1.5', '1 2001:db8:1::1']);
});

test('goes on to the next subnet of the L2 domain when the first is full', () => {
  const full = new Set(['10.1.1.1', '10.1.1.2', '10.1.1.3', '10.1.1.4', '10.1.1.5', '10.1.1.6']);
  const plan = planAllocation([nic('1', [V4, subnet('r1-more', '10.1.2.0/29')])], [], () => full);
  expect(plan.kind === 'planned' && texts(plan.addresses)).toEqual(['1 10.1.2.1']);
});

test('all or nothing: one exhausted family leaves none', () => {
  const taken = new Set(['10.1.1.1', '10.1.1.2', '10.1.1.3', '10.1.1.4', '10.1.1.5', '10.1.1.6']);
  const plan = planAllocation([nic('1', [V6]), nic('2', [V4])], [], () => taken);
  expect(plan).toEqual({ kind: 'exhausted', device: '2', family: 4, subnets: ['r1-v4'] });
});

test('a requested address is taken as asked, in canonical spelling, or refused when it lies nowhere', () => {
  const asked = planAllocation([nic('1', [V4, V6], ['2001:DB8:1:0::5'])], [], nobody);
  expect(asked.kind === 'planned' && texts(asked.addresses)).toEqual(['1 10.1.1.1', '1 2001:db8:1::5']);
  const outside = planAllocation([nic('1', [V4], ['10.7.7.7'])], [], nobody);
  expect(outside).toEqual({ kind: 'outside', device: '1', address: '10.7.7.7' });
});

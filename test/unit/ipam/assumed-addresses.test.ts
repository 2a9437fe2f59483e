import { createAssumedAddresses } from '../../../activities/ipam/assumed-addresses.ts';
import type { NodeAddress, PlannedSubnet } from '../../../api/plan.ts';

const subnet = (vpc: string): PlannedSubnet => ({
  name: 's',
  vpc,
  cidr: '10.1.1.0/24',
  dns: [],
  ntp: [],
  reserved: [],
});
const address = (text: string, vpc = 'core'): NodeAddress => ({
  device: '1',
  mac: '',
  address: text,
  subnet: subnet(vpc),
});

test('what is on its way counts as taken in its own address space, until it has ended, well or not', async () => {
  const assumed = createAssumedAddresses((vpc) => new Set(vpc === 'core' ? ['10.1.1.1'] : []));

  await assumed.during([address('10.1.1.2')], async () => {
    expect([...assumed.takenIn('core')]).toEqual(['10.1.1.1', '10.1.1.2']);
    expect([...assumed.takenIn('lab')]).toEqual([]);
    expect(assumed.any()).toBe(true);
  });
  await expect(assumed.during([address('10.1.1.3')], () => Promise.reject(new Error('refused')))).rejects.toThrow();

  expect([...assumed.takenIn('core')]).toEqual(['10.1.1.1']);
  expect(assumed.any()).toBe(false);
});

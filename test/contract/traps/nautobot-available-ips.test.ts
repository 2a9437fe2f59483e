import { formatOwner } from '../../../api/owner.ts';
import { addressesOf } from '../nautobot-api.ts';
import { ours } from '../owners.ts';
import { record } from '../suites/cmdb.ts';
import { NautobotLab } from './nautobot-lab.ts';
import { meets } from './trap-lab.ts';

// Bedplate allocates addresses itself and only records them here: these are the reasons.
const lab = new NautobotLab();
const prefix = '10.1.1.0/24';
const ownAddresses = ['10.1.1.11', '2001:db8::11'];

beforeEach(async () => {
  await lab.open().register(record);
  expect((await lab.simulated.journal('nautobot')).filter(({ path }) => path.includes('available-ips'))).toEqual([]);
});

meets(lab, 'nautobot.available-ips-race', 'registers the addresses it chose, where others race', async () => {
  await lab.set({ ipamGapMs: 100 });

  const naive = await Promise.all([lab.takeAddress(prefix), lab.takeAddress(prefix)]);

  expect(naive.map(({ status }) => status).sort()).toEqual([201, 400]);
  expect(await addressesOf(lab.simulated)).toEqual(expect.arrayContaining(ownAddresses));
});

meets(lab, 'nautobot.exhausted-is-a-204', 'takes no success without an address for one', async () => {
  await lab.simulated.admin('POST', '/_sim/seed', { prefixes: ['10.1.9.0/30'] });
  const taken = [];
  for (let count = 0; count < 3; count += 1) taken.push((await lab.takeAddress('10.1.9.0/30')).status);

  expect(taken).toEqual([201, 201, 204]);
});

meets(
  lab,
  'nautobot.available-ips-leak',
  'registers again without a second address, and cleans up leaked ones',
  async () => {
    const claim = { custom_fields: { bedplate_owner: formatOwner(ours) } };
    for (let count = 0; count < 2; count += 1) await lab.takeAddress(prefix, claim);
    await lab.open().register(record);
    expect(await addressesOf(lab.simulated)).toHaveLength(ownAddresses.length + 2);

    await lab.open().unregister(record.name, record.location, ours);

    expect(await addressesOf(lab.simulated)).toEqual([]);
  },
);

meets(lab, 'nautobot.gateway-first', 'never gets the address of the gateway', async () => {
  const naive = await lab.takeAddress(prefix);

  expect(naive.body).toMatchObject({ address: '10.1.1.1/24' });
  expect((await lab.find())?.interfaces.flatMap(({ addresses }) => addresses)).not.toContain('10.1.1.1/24');
});

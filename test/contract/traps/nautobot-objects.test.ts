import { randomUUID } from 'node:crypto';
import { expectFailure } from '../expect-failure.ts';
import { plantAddress } from '../nautobot-api.ts';
import { ours } from '../owners.ts';
import { record } from '../suites/cmdb.ts';
import { NautobotLab } from './nautobot-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new NautobotLab();
const [eth0, bmc] = record.interfaces;

describe('the adapter refers to what there is, and to one of it', () => {
  beforeEach(async () => {
    await lab.open().register(record);
  });

  meets(lab, 'nautobot.ambiguous-reference', 'names a rack by its id', async () => {
    expect((await lab.makeDevice({ rack: { name: 'r2' } })).status).toBe(400);

    expect((await lab.find())?.owner).toEqual(ours);
  });

  meets(lab, 'nautobot.dangling-reference', 'looks a rack up before it refers to it', async () => {
    expect((await lab.makeDevice({ rack: { name: 'r9' } })).status).toBe(400);

    await expectFailure(lab.open().register({ ...record, rack: { name: 'r9' } }), 'InvalidInput', /no rack/);
  });

  meets(lab, 'nautobot.status-by-content-type', 'uses statuses that devices may have', async () => {
    expect((await lab.changeDevice({ status: 'Provisioning' })).status).toBe(400);

    expect((await lab.find())?.status).toBe('Active');
  });

  meets(lab, 'nautobot.unknown-custom-field', 'writes into the custom field that it made', async () => {
    expect((await lab.changeDevice({ custom_fields: { bedplate_other: 'x' } })).status).toBe(400);

    expect((await lab.find())?.owner).toEqual(ours);
  });

  meets(lab, 'nautobot.dependants', "counts on others not to delete its devices' type", async () => {
    const [type] = await lab.list(`/api/dcim/device-types/?model=${record.model}`);

    expect((await lab.naive.nautobot('DELETE', `/api/dcim/device-types/${type?.id}/`)).status).toBe(409);
    expect(await lab.find()).toBeDefined();
  });
});

describe('the adapter takes for unique what is unique, and nothing else', () => {
  beforeEach(async () => {
    // Its type and role are there then.
    await lab.open().register({ ...record, name: 'r1-a99', serial: 'SN-99', rack: { name: 'r1' }, interfaces: [] });
  });

  meets(lab, 'nautobot.name-per-location', 'finds a device by its name and location', async () => {
    await lab.simulated.admin('POST', '/_sim/seed', { locations: ['az2'] });
    await lab.makeDevice({ name: record.name, location: 'az2' });

    await lab.open().register(record);

    expect((await lab.find())?.owner).toEqual(ours);
    expect(await lab.open().find(record.name, 'az2')).toMatchObject({ owner: undefined });
  });

  meets(lab, 'nautobot.place-is-unique', 'tells that another device stands there', async () => {
    await lab.makeDevice({ rack: { name: 'r1' }, position: record.rack?.unit, face: 'front' });

    await expectFailure(lab.open().register(record), 'Conflict', /place in the rack/);
  });

  meets(lab, 'nautobot.serial-may-repeat', 'registers a device whose serial number another has too', async () => {
    await lab.makeDevice({ serial: record.serial });

    await lab.open().register(record);

    expect((await lab.find())?.serial).toBe(record.serial);
  });

  meets(lab, 'nautobot.racks-of-one-name', 'refuses a rack whose name another has too', async () => {
    const name = `r-${randomUUID()}`;
    const rack = { name, location: 'az1', status: 'Active' };
    for (let count = 0; count < 2; count += 1) await lab.naive.nautobot('POST', '/api/dcim/racks/', rack);

    await expectFailure(lab.open().register({ ...record, rack: { name } }), 'InvalidInput', /2 racks/);
  });

  meets(lab, 'nautobot.mac-in-upper-case', 'knows a MAC in any case, and writes none again', async () => {
    const mac = '52:54:00:aa:bb:cc';
    const registered = { ...record, interfaces: [{ name: 'eth0', mac, management: false, addresses: [] }] };
    await lab.open().register(registered);
    await lab.simulated.mark();

    await lab.open().register(registered);

    expect(await lab.simulated.writes('nautobot')).toEqual([]);
    expect((await lab.find())?.interfaces[0]?.mac).toBe(mac);
    const [nic] = await lab.list<{ mac_address: string }>('/api/dcim/interfaces/?name=eth0');
    expect(nic?.mac_address).toBe(mac.toUpperCase());
  });

  meets(lab, 'nautobot.mac-may-repeat', 'registers a MAC that another device has too', async () => {
    const { id } = (await lab.makeDevice({})).body as { id: string };
    const nic = { device: id, name: 'eth0', type: 'other', status: 'Active', mac_address: eth0?.mac };
    await lab.naive.nautobot('POST', '/api/dcim/interfaces/', nic);

    await lab.open().register(record);

    expect((await lab.find())?.interfaces).toHaveLength(2);
  });
});

describe('the adapter gives a device its addresses', () => {
  meets(lab, 'nautobot.join-before-primary', 'joins an address before it makes it the primary one', async () => {
    const path = '/api/ipam/ip-address-to-interface/';
    await lab.simulated.fault({ system: 'nautobot', method: 'POST', path, status: 500 });
    await expectFailure(lab.open().register(record), 'Unavailable');
    const [address] = await lab.list('/api/ipam/ip-addresses/?address=10.1.1.11');
    expect((await lab.changeDevice({ primary_ip4: address?.id })).status).toBe(400);

    await lab.open().register(record);

    expect((await lab.show()).primary_ip4).toMatchObject({ id: address?.id });
  });

  meets(lab, 'nautobot.join-is-unique', 'tells that somebody joined it meanwhile', async () => {
    await lab.open().register(record);
    await lab.findNothingOnce('/api/ipam/ip-address-to-interface/');

    await expectFailure(lab.open().register(record), 'RaceLost', /ip_address, interface must make a unique set/);
  });

  meets(lab, 'nautobot.address-needs-a-prefix', 'tells which prefix is missing', async () => {
    if (!eth0 || !bmc) throw new Error('the record has two interfaces');
    const interfaces = [{ ...eth0, addresses: ['192.0.2.1/24'] }, bmc];

    await expectFailure(lab.open().register({ ...record, interfaces }), 'InvalidInput', '192.0.2.1', /[Pp]refix/);
  });

  meets(lab, 'nautobot.address-is-unique', 'loses a race for an address, under another mask too', async () => {
    await plantAddress(lab.simulated, '10.1.1.11/32');
    await lab.findNothingOnce('/api/ipam/ip-addresses/');

    await expectFailure(lab.open().register(record), 'RaceLost', /already exists/);
  });
});

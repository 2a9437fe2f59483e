import type { Cmdb, DeviceRecord } from '../../../activities/ports/cmdb.ts';
import { formatOwner } from '../../../api/owner.ts';
import { expectFailure } from '../expect-failure.ts';
import { ours, oursAgain, theirs } from '../owners.ts';

export interface PlantedDevice {
  name: string;
  status: string;
  mark?: string;
  /** Of an interface that only the inventory knows. */
  interfaceName?: string;
  /** Of its one data interface, with the address that stands on it. */
  nic?: { mac: string; address: string };
  rack?: { name: string; unit: number };
  serial?: string;
}

/** Location az1, rack r1 in it and two of name r2; prefixes 10.1.1.0/24 and 2001:db8::/64. */
export interface CmdbSubject {
  cmdb: Cmdb;
  /** Forgets the changes so far. */
  mark(): Promise<void>;
  /** How many changes the system really made since `mark`. */
  changes(): Promise<number>;
  /** A device in az1 that others described. */
  plantDevice(device: PlantedDevice): Promise<void>;
  plantAddress(cidr: string, mark?: string): Promise<void>;
  /** Without their prefix lengths. */
  addresses(): Promise<string[]>;
  /** The next change is made, but its answer is lost. */
  loseNextAnswer(): Promise<void>;
}

export const record: DeviceRecord = {
  name: 'r1-a01',
  owner: ours,
  location: 'az1',
  rack: { name: 'r1', unit: 3 },
  manufacturer: 'Acme',
  model: 'S1',
  serial: 'SN-1',
  fqdn: 'n1.fleet.example',
  interfaces: [
    { name: 'eth0', mac: '52:54:00:00:00:01', management: false, addresses: ['10.1.1.11/24', '2001:db8::11/64'] },
    { name: 'bmc', mac: '52:54:00:00:01:01', management: true, addresses: [] },
  ],
};

export function describeCmdb(name: string, makeSubject: () => Promise<CmdbSubject>): void {
  describe(`${name} keeps the contract of Cmdb`, () => {
    let subject: CmdbSubject;
    let cmdb: Cmdb;

    beforeEach(async () => {
      subject = await makeSubject();
      cmdb = subject.cmdb;
    });

    it('answers a ping, which changes nothing', async () => {
      await subject.mark();

      await cmdb.ping();

      expect(await subject.changes()).toBe(0);
    });

    it('registers a device with its interfaces and addresses', async () => {
      await cmdb.register(record);

      const device = await cmdb.find('r1-a01', 'az1');

      expect(device).toMatchObject({ name: 'r1-a01', owner: ours, status: 'Active', serial: 'SN-1' });
      expect(device?.interfaces).toEqual(expect.arrayContaining(record.interfaces));
      expect((await subject.addresses()).sort()).toEqual(['10.1.1.11', '2001:db8::11']);
      expect(await cmdb.find('r1-a02', 'az1')).toBeUndefined();
      expect(await cmdb.find('r1-a01', 'az9')).toBeUndefined();
    });

    it('changes nothing when it is asked again', async () => {
      await cmdb.register(record);
      await subject.mark();

      await cmdb.register(record);

      expect(await subject.changes()).toBe(0);
    });

    it('takes over free metal, and leaves its other interfaces alone', async () => {
      await subject.plantDevice({ name: 'r1-a01', status: 'Inventory', interfaceName: 'ipmi-old' });

      await cmdb.register(record);

      const device = await cmdb.find('r1-a01', 'az1');
      expect(device).toMatchObject({ owner: ours, status: 'Active' });
      expect(device?.interfaces.map((nic) => nic.name).sort()).toEqual(['bmc', 'eth0', 'ipmi-old']);
    });

    it.each([
      ['another node', formatOwner(theirs), /team-b\/n9/],
      ['nobody that is known', undefined, /nobody/],
    ])('refuses a used device that belongs to %s, and changes nothing', async (_who, mark, words) => {
      await subject.plantDevice({ name: 'r1-a01', status: 'Active', ...(mark && { mark }) });
      await cmdb.list();
      await subject.mark();

      await expectFailure(cmdb.register(record), 'Conflict', words, /team-a\/n1/);

      expect(await subject.changes()).toBe(0);
    });

    it.each([
      ['another node', formatOwner(theirs), /team-b\/n9/],
      ['nobody that is known', undefined, /nobody/],
    ])('refuses an address that belongs to %s, and changes nothing', async (_who, mark, words) => {
      await cmdb.list();
      await subject.plantAddress('10.1.1.11/24', mark);
      await subject.mark();

      await expectFailure(cmdb.register(record), 'Conflict', '10.1.1.11', words, /team-a\/n1/);

      expect(await subject.changes()).toBe(0);
      expect(await cmdb.find('r1-a01', 'az1')).toBeUndefined();
    });

    it('names the location, the rack or the prefix that is missing', async () => {
      await expectFailure(cmdb.register({ ...record, location: 'az9' }), 'InvalidInput', 'az9');
      await expectFailure(cmdb.register({ ...record, rack: { name: 'r9' } }), 'InvalidInput', 'r9');
      await expectFailure(cmdb.register({ ...record, rack: { name: 'r2' } }), 'InvalidInput', 'r2', /2 racks/);
      const interfaces = [{ name: 'eth0', mac: '52:54:00:00:00:01', management: false, addresses: ['192.0.2.1/24'] }];
      await expectFailure(cmdb.register({ ...record, interfaces }), 'InvalidInput', '192.0.2.1', /[Pp]refix/);
    });

    it('moves to the new install, its new addresses included', async () => {
      await cmdb.register(record);
      const [eth0, bmc] = record.interfaces;
      if (!eth0 || !bmc) throw new Error('the record has two interfaces');

      await cmdb.register({ ...record, owner: oursAgain, interfaces: [{ ...eth0, addresses: ['10.1.1.12/24'] }, bmc] });

      const device = await cmdb.find('r1-a01', 'az1');
      expect(device?.owner).toEqual(oursAgain);
      expect(device?.interfaces.find((nic) => nic.name === 'eth0')?.addresses).toEqual(['10.1.1.12/24']);
      expect(await subject.addresses()).toEqual(['10.1.1.12']);
    });

    it('finishes what a lost answer interrupted', async () => {
      await subject.loseNextAnswer();
      await expectFailure(cmdb.register(record), 'Unavailable');

      await cmdb.register(record);

      expect(await cmdb.find('r1-a01', 'az1')).toMatchObject({ owner: ours, status: 'Active' });
      expect(await cmdb.list()).toHaveLength(1);
    });

    it('gives a device back to the inventory, once', async () => {
      await subject.plantAddress('10.1.1.77/24');
      await cmdb.register(record);

      expect(await cmdb.unregister('r1-a01', 'az1', oursAgain)).toBe('unregistered');
      await subject.mark();
      expect(await cmdb.unregister('r1-a01', 'az1', ours)).toBe('absent');
      expect(await cmdb.unregister('r1-a09', 'az1', ours)).toBe('absent');

      expect(await subject.changes()).toBe(0);
      expect(await subject.addresses()).toEqual(['10.1.1.77']);
      const device = await cmdb.find('r1-a01', 'az1');
      expect(device).toMatchObject({ owner: undefined, status: 'Inventory' });
      expect(device?.interfaces.map((nic) => nic.addresses)).toEqual([[], []]);
    });

    it("doesn't give back what another owner holds", async () => {
      await cmdb.register(record);
      await subject.mark();

      await expectFailure(cmdb.unregister('r1-a01', 'az1', theirs), 'Conflict', /team-a\/n1/, /team-b\/n9/);

      expect(await subject.changes()).toBe(0);
    });

    it('tells what bears a mark of ours, addresses without a device too, and writes nothing for it', async () => {
      await subject.mark();
      expect(await cmdb.marked()).toEqual([]);
      expect(await subject.changes()).toBe(0);
      await subject.plantDevice({ name: 'r1-a07', status: 'Active' });
      await subject.plantAddress('10.1.1.78/24');
      await cmdb.register(record);
      await subject.plantAddress('10.1.1.79/24', formatOwner(theirs));
      await subject.mark();

      const marked = await cmdb.marked();

      const sorted = marked.map(({ kind, name, owner }) => `${kind} ${name} ${owner.uid}`).sort();
      expect(sorted).toEqual(
        [
          `address 10.1.1.11 ${ours.uid}`,
          `address 10.1.1.79 ${theirs.uid}`,
          `address 2001:db8::11 ${ours.uid}`,
          `device r1-a01 ${ours.uid}`,
        ].sort(),
      );
      expect(await subject.changes()).toBe(0);
    });

    const running: PlantedDevice = {
      name: 'r1-a01',
      status: 'Active',
      serial: 'SN-1',
      rack: { name: 'r1', unit: 3 },
      nic: { mac: '52:54:00:00:00:01', address: '10.1.1.50/24' },
    };

    it('adopts a device that runs, with its addresses, and changes nothing but the marks', async () => {
      await subject.plantDevice(running);
      const before = await cmdb.find('r1-a01', 'az1');

      expect(await cmdb.adopt('r1-a01', 'az1', ours)).toEqual(['10.1.1.50/24']);

      expect(await cmdb.find('r1-a01', 'az1')).toEqual({ ...before, owner: ours });
      const marked = (await cmdb.marked()).map(({ kind, name }) => `${kind} ${name}`).sort();
      expect(marked).toEqual(['address 10.1.1.50', 'device r1-a01']);
      await subject.mark();
      await cmdb.adopt('r1-a01', 'az1', ours);
      expect(await subject.changes()).toBe(0);
    });

    it('takes its marks off again, and nothing else', async () => {
      await subject.plantDevice(running);
      const before = await cmdb.find('r1-a01', 'az1');
      await cmdb.adopt('r1-a01', 'az1', ours);

      await cmdb.disown('r1-a01', 'az1', theirs);
      expect(await cmdb.marked()).toHaveLength(2);
      await cmdb.disown('r1-a01', 'az1', ours);

      expect(await cmdb.marked()).toEqual([]);
      expect(await cmdb.find('r1-a01', 'az1')).toEqual(before);
      expect(await subject.addresses()).toEqual(['10.1.1.50']);
      await subject.mark();
      await cmdb.disown('r1-a01', 'az1', ours);
      await cmdb.disown('r1-a09', 'az1', ours);
      expect(await subject.changes()).toBe(0);
    });

    it('gives an adopted device back as any other', async () => {
      await subject.plantDevice(running);
      await cmdb.adopt('r1-a01', 'az1', ours);

      expect(await cmdb.unregister('r1-a01', 'az1', ours)).toBe('unregistered');

      expect(await cmdb.find('r1-a01', 'az1')).toMatchObject({ owner: undefined, status: 'Inventory' });
      expect(await subject.addresses()).toEqual([]);
    });

    it('adopts no device that is not there, not running, or of another', async () => {
      await expectFailure(cmdb.adopt('r1-a01', 'az1', ours), 'NotFound', 'r1-a01');
      await subject.plantDevice({ name: 'r1-a02', status: 'Inventory' });
      await subject.plantDevice({ name: 'r1-a03', status: 'Active', mark: formatOwner(theirs) });
      await cmdb.list();
      await subject.mark();

      await expectFailure(cmdb.adopt('r1-a02', 'az1', ours), 'Conflict', 'r1-a02', 'Inventory');
      await expectFailure(cmdb.adopt('r1-a03', 'az1', ours), 'Conflict', /team-b\/n9/, /team-a\/n1/);

      expect(await subject.changes()).toBe(0);
    });

    it('lists the devices of a role a page at a time, whosever they are, and writes nothing for it', async () => {
      await subject.plantDevice(running);
      await subject.plantDevice({ name: 'r1-a02', status: 'Inventory' });
      await subject.plantDevice({ name: 'r1-a03', status: 'Active', mark: formatOwner(theirs) });
      await subject.mark();

      const first = await cmdb.devices('metal', { offset: 0, limit: 2 });
      const second = await cmdb.devices('metal', { offset: 2, limit: 2 });

      expect([first.total, second.total]).toEqual([3, 3]);
      expect(first.rows.map(({ name }) => name)).toEqual(['r1-a01', 'r1-a02']);
      expect(first.rows[0]).toEqual({
        name: 'r1-a01',
        status: 'Active',
        location: 'az1',
        rack: 'r1',
        unit: 3,
        manufacturer: 'Other',
        model: 'X',
        serial: 'SN-1',
        interfaces: [{ name: 'eth0', mac: '52:54:00:00:00:01', management: false, addresses: ['10.1.1.50/24'] }],
      });
      expect(second.rows).toMatchObject([{ name: 'r1-a03', mark: formatOwner(theirs) }]);
      expect(await subject.changes()).toBe(0);
      await expectFailure(cmdb.devices('toaster', { offset: 0, limit: 2 }), 'InvalidInput', 'toaster');
    });

    it('lists only devices that bear a mark of ours', async () => {
      await subject.plantDevice({ name: 'r1-a07', status: 'Active' });
      await cmdb.register(record);

      const [device, ...others] = await cmdb.list();

      expect(others).toEqual([]);
      expect(device).toEqual(await cmdb.find('r1-a01', 'az1'));
    });
  });
}

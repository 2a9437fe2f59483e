import type { BmcFactory, MachineIdentity } from '../../../activities/ports/bmc.ts';
import { expectFailure } from '../expect-failure.ts';
import { until } from '../until.ts';

export const machine = {
  uuid: '11111111-1111-4111-8111-111111111111',
  serial: 'SN-1',
  mac: '52:54:00:00:00:01',
} as const;
export const identity: MachineIdentity = {
  asset: 'r1-a01',
  systemId: machine.uuid,
  serialNumber: machine.serial,
  macs: [machine.mac],
};

export interface BmcSubject {
  factory: BmcFactory;
  /** Of `machine`, which is off. */
  address: string;
  /** Forgets the orders so far. */
  mark(): Promise<void>;
  /** How many orders the machine really took since `mark`. */
  changes(): Promise<number>;
  /** Whether its next boot goes to the network. */
  bootsFromNetwork(): Promise<boolean>;
}

export function describeBmc(name: string, makeSubject: () => Promise<BmcSubject>): void {
  describe(`${name} keeps the contract of Bmc`, () => {
    let subject: BmcSubject;
    const open = () => subject.factory.open({ address: subject.address });

    beforeEach(async () => {
      subject = await makeSubject();
    });

    it('powers on and off, and says when it is so', async () => {
      const bmc = await open();
      expect(await bmc.power()).toBe('Off');

      await bmc.powerOn();
      await until(
        () => bmc.power(),
        (power) => power === 'On',
      );
      await bmc.powerOff();
      await until(
        () => bmc.power(),
        (power) => power === 'Off',
      );

      expect(await subject.changes()).toBe(2);
    });

    it('orders nothing that is so, or under way', async () => {
      const bmc = await open();

      await bmc.powerOff();
      expect(await subject.changes()).toBe(0);
      await bmc.powerOn();
      await bmc.powerOn();
      await until(
        () => bmc.power(),
        (power) => power === 'On',
      );
      await bmc.powerOn();

      expect(await subject.changes()).toBe(1);
    });

    it('resets a machine that is on, once an order, and tells that it did', async () => {
      const bmc = await open();
      await bmc.powerOn();
      await until(
        () => bmc.power(),
        (power) => power === 'On',
      );
      const before = await bmc.lastReset();
      expect(before).toBeDefined();
      expect(await bmc.lastReset()).toBe(before);

      await bmc.restart('forced');
      await until(
        () => bmc.lastReset(),
        (now) => now !== before,
      );
      expect(await bmc.power()).toBe('On');
      expect(await subject.changes()).toBe(2);
    });

    it('asks nothing to shut down that is off', async () => {
      const bmc = await open();

      await bmc.shutDown();

      expect(await subject.changes()).toBe(0);
    });

    it('boots from the network once, however often it is told', async () => {
      const bmc = await open();

      await bmc.bootFromNetworkOnce('UEFI');
      await bmc.bootFromNetworkOnce('UEFI');

      expect(await subject.changes()).toBe(1);
      expect(await subject.bootsFromNetwork()).toBe(true);
    });

    it('knows the machine that the inventory means', async () => {
      const bmc = await open();

      await bmc.checkIdentity(identity);
      await bmc.checkIdentity({ asset: 'r1-a01', macs: ['52:54:00:00:00:77', machine.mac] });
      await bmc.checkIdentity({ asset: 'r1-a01', systemId: machine.uuid, macs: [] });
    });

    it.each([
      ['UUID', { ...identity, systemId: '99999999-9999-4999-8999-999999999999' }, /99999999/, machine.uuid],
      ['serial number', { ...identity, serialNumber: 'SN-9' }, 'SN-9', machine.serial],
      ['MACs', { asset: 'r1-a01', macs: ['52:54:00:00:00:99'] }, '52:54:00:00:00:99', machine.mac],
    ])('refuses a machine with another %s, naming both', async (_what, expected, theirs, own) => {
      const bmc = await open();

      await expectFailure(bmc.checkIdentity(expected), 'Conflict', theirs, own);
    });

    it('refuses a machine of which nothing is known', async () => {
      const bmc = await open();

      await expectFailure(bmc.checkIdentity({ asset: 'r1-a01', macs: [] }), 'Conflict', 'r1-a01', 'nothing proves');
    });

    it('describes what the machine is made of, and orders nothing for it', async () => {
      const bmc = await open();
      await subject.mark();

      expect(await bmc.describe()).toMatchObject({
        systemId: machine.uuid,
        serialNumber: machine.serial,
        manufacturer: 'Acme',
        model: 'S1',
        firmware: 'UEFI',
        cpuCores: 32,
        architecture: 'x86_64',
        memoryGiB: 192,
        nics: [{ mac: machine.mac }],
        disks: [
          { sizeGiB: 480, rotational: false, nvme: false, model: 'PM863' },
          { sizeGiB: 4000, rotational: true, nvme: false, model: 'HC310' },
          { sizeGiB: 960, rotational: false, nvme: true, model: 'PM983' },
        ],
      });
      expect(await subject.factory.systems({ address: subject.address })).toEqual([subject.address]);
      expect(await subject.changes()).toBe(0);
    });

    it('names the scheme that it has no driver for', async () => {
      await expectFailure(subject.factory.open({ address: 'ipmi://10.2.2.2/' }), 'Unsupported', 'ipmi');
    });
  });
}

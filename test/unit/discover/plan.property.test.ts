import fc from 'fast-check';
import { planDiscovery } from '../../../starter/discover/plan.ts';
import type { InventoryRecord } from '../../../starter/discover/inventory.ts';
import { Objects, said } from './an-inventory.ts';

const few = <T>(...values: T[]) => fc.constantFrom(undefined, ...values);

/** A machine of a small fleet: names, serials and MACs collide now and then, as they do in real inventories. */
const record: fc.Arbitrary<InventoryRecord> = fc
  .record({
    number: fc.integer({ min: 1, max: 12 }),
    slip: fc.integer({ min: 0, max: 12 }),
    named: fc.boolean(),
    manufacturer: few('dell', 'hpe'),
    model: few('r640', 'dl380'),
    zone: few('az1', 'az2'),
    rack: few('r1', 'r2'),
    unit: few(1, 2, 41),
    firmware: few('UEFI' as const, 'BIOS' as const),
    cpuCores: few(16, 32),
    architecture: few('x86_64', 'aarch64'),
    memoryGiB: few(128, 192),
    l2Domain: few('servers', 'storage'),
    switchName: few('switch-a', 'switch-b'),
    port: few('7'),
    bmc: few({ systemId: 'by-number' }, { address: 'redfish+https://10.2.1.1/redfish/v1/Systems/1' }),
    management: fc.boolean(),
    disks: fc.array(
      fc.record({ name: few('sda', 'sdb'), sizeGiB: fc.constantFrom(447, 480, 4000), rotational: fc.boolean() }),
      { maxLength: 2 },
    ),
  })
  .map(({ number, slip, named, l2Domain, switchName, port, bmc, management, disks, ...rest }) => {
    const mac = (of: number, last: number) => `52:54:00:00:0${last}:${String(of).padStart(2, '0')}`;
    const names = disks.flatMap(({ name }) => name ?? []);
    return {
      ...rest,
      from: `machine ${number} with ${slip}`,
      ...(named && { name: `m${number}` }),
      // One of twelve says another machine's.
      serialNumber: `S${slip === 12 ? number + 1 : number}`,
      ...(bmc && { bmc: 'systemId' in bmc ? { systemId: `id-${number}` } : bmc }),
      nics: [
        { mac: mac(number, 1), management: false, l2Domain, switch: switchName, port },
        ...(management ? [{ mac: mac(number, 2), management: true }] : []),
      ],
      // A source tells the names of disks, or it doesn't.
      disks:
        names.length === disks.length && new Set(names).size === names.length
          ? disks
          : disks.map((disk) => ({ ...disk, name: undefined })),
    };
  });

const inventory = fc.array(record, { maxLength: 8 });

test('what was made is not made again, and what was taken is no drift any more', () => {
  let compared = 0;
  fc.assert(
    fc.property(inventory, inventory, fc.boolean(), (before, now, update) => {
      const objects = new Objects();
      objects.apply(planDiscovery(before, objects.of));
      const plan = planDiscovery(now, objects.of);
      objects.apply(plan, update);

      const again = planDiscovery(now, objects.of);

      const fieldsOf = (one: typeof plan, counts: (safe: boolean) => boolean) =>
        one.changes.flatMap((change) =>
          change.action === 'drift'
            ? change.fields.filter(({ safe }) => counts(safe)).map(({ field }) => `${change.name} ${field}`)
            : [],
        );
      expect(again.changes.filter(({ action }) => action === 'create')).toEqual([]);
      expect(plan.problems).toEqual(expect.arrayContaining(again.problems));
      if (update) expect(fieldsOf(again, (safe) => safe)).toEqual([]);
      else expect(fieldsOf(again, () => true)).toEqual(fieldsOf(plan, () => true));
      compared += plan.changes.length;
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(150);
});

test('the order of the inventory and of the objects does not matter', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      inventory,
      inventory.chain((now) => fc.tuple(fc.constant(now), fc.shuffledSubarray(now, { minLength: now.length }))),
      (before, [now, shuffled]) => {
        const objects = new Objects();
        objects.apply(planDiscovery(before, objects.of));

        const plan = planDiscovery(now, objects.of);

        expect(planDiscovery(shuffled, objects.reversed())).toEqual(plan);
        compared += plan.changes.length;
      },
    ),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(150);
});

test('no update changes what tells one machine from another', () => {
  let compared = 0;
  fc.assert(
    fc.property(inventory, inventory, (before, now) => {
      const objects = new Objects();
      objects.apply(planDiscovery(before, objects.of));
      const identities = () =>
        objects.of({ kind: 'ComputeAsset' } as never).map(
          (object) =>
            object as unknown as {
              metadata: { name: string };
              serialNumber?: string;
              bmc?: { systemId?: string };
              devices: { l2Domain?: { macAddress: string } }[];
            },
        );
      const had = new Map(identities().map((asset) => [asset.metadata.name, structuredClone(asset)]));

      objects.apply(planDiscovery(now, objects.of), true);

      for (const asset of identities()) {
        const old = had.get(asset.metadata.name);
        if (!old) continue;
        compared += 1;
        expect(asset.serialNumber).toBe(old.serialNumber ?? asset.serialNumber);
        expect(asset.bmc?.systemId).toBe(old.bmc?.systemId ?? asset.bmc?.systemId);
        const macs = (of: typeof asset) => of.devices.flatMap(({ l2Domain }) => l2Domain?.macAddress ?? []);
        expect(macs(asset)).toEqual(expect.arrayContaining(macs(old)));
      }
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(100);
});

test('a plan says what it leaves out', () => {
  fc.assert(
    fc.property(inventory, (now) => {
      const plan = planDiscovery(now, new Objects().of);
      const assets = plan.changes.filter(({ kind }) => kind.kind === 'ComputeAsset').length;
      const refused = new Set(plan.problems.map(({ from }) => from));
      expect(assets + now.filter(({ from }) => refused.has(from)).length).toBeGreaterThanOrEqual(now.length);
      expect(said(plan).length).toBeGreaterThanOrEqual(Math.min(1, now.length));
    }),
    { numRuns: 100 },
  );
});

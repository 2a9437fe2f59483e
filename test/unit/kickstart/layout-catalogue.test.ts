import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { RELEASES } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import { planInstall } from '../../../simulator/machines/kickstart/plan.ts';
import type { MachineSpec } from '../../../simulator/machines/machine.ts';
import { ADDRESSES, aDisk, aPlan, CALLBACKS, MAC, SECOND_MAC } from './a-plan.ts';
import { CATALOGUE, type Catalogued } from './layout-catalogue.ts';
import { ksvalidatorComplaints } from './ksvalidator.ts';

const FLASH = ['sda', 'sdb'].map((name) => aDisk(name, { model: 'PM863' }));
const SPINNING = ['sdc', 'sdd', 'sde', 'sdf'].map((name) => {
  return aDisk(name, { sizeGiB: 2000, rotational: true, model: 'HDD-2T' });
});

/** Its disks in an order that gives no alias the disk it is meant for by chance. */
const DISKS = [...SPINNING, ...FLASH];

function planOf({ firmware, layout }: Catalogued, version: string) {
  return aPlan({ asset: { firmware, disks: DISKS }, layout, osImage: { version } });
}

function machine(firmware: Catalogued['firmware']): MachineSpec {
  return {
    uuid: '4c4c4544-0000-1000-8000-000000000001',
    name: 'r1-a01',
    serial: 'S1',
    manufacturer: 'Example',
    model: 'M1',
    nics: [MAC, SECOND_MAC].map((mac, index) => ({ mac, identifier: `eno${index + 1}` })),
    disks: DISKS,
    cpuCores: 32,
    memoryGiB: 192,
    firmware,
    bootOrder: ['disk'],
    bmc: null,
  };
}

it('has eighty layouts and more, each another', () => {
  expect(CATALOGUE.length).toBeGreaterThanOrEqual(80);
  expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
  expect(new Set(CATALOGUE.map(({ layout, firmware }) => JSON.stringify([firmware, layout]))).size).toBe(
    CATALOGUE.length,
  );
});

it.each(CATALOGUE.map((each) => [each.name, each] as const))('%s: the checker and the machine agree', (_, each) => {
  const plan = planOf(each, '9');
  const blank = new Map(DISKS.map(({ name }) => [name, 'blank' as const]));

  expect(checkKickstart(plan, ADDRESSES.dual)).toEqual([]);
  const planned = planInstall(renderKickstart(plan, ADDRESSES.dual, CALLBACKS), machine(each.firmware), blank);

  expect(planned).toMatchObject({ ok: true });
});

it('is understood by the installers of all releases', async () => {
  const candidates = RELEASES.flatMap((release) =>
    CATALOGUE.map((each) => ({
      name: each.name,
      release,
      text: renderKickstart(planOf(each, String(release)), ADDRESSES.dual, CALLBACKS),
    })),
  );

  expect(candidates.length).toBeGreaterThanOrEqual(240);
  expect(await ksvalidatorComplaints(candidates)).toEqual([]);
}, 180_000);

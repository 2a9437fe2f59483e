import { BmcDrivers } from '../../../activities/adapters/bmc-drivers.ts';
import type { Bmc } from '../../../activities/ports/bmc.ts';
import { expectFailure } from '../expect-failure.ts';
import { putMachine, redfishAddress } from '../machines.ts';
import { machine } from '../suites/bmc.ts';
import { until } from '../until.ts';
import { meets, TrapLab } from './trap-lab.ts';

const lab = new TrapLab((simulated) => putMachine(simulated, machine));
const path = `/redfish/v1/Systems/${machine.uuid}`;

function open(system: string = machine.uuid): Promise<Bmc> {
  const { simulated } = lab;
  const http = simulated.http({ timeoutMs: 2_000 });
  const drivers = new BmcDrivers({ http, credentials: async () => simulated.credentials.redfish });
  return drivers.open({ address: redfishAddress(simulated, system) });
}

interface ShownSystem {
  Actions: { '#ComputerSystem.Reset': { target: string } };
}

/** The system as it is, with a change that is not so. */
async function lieOnce(change: object): Promise<void> {
  const body = JSON.stringify({ ...((await lab.naive.redfish('GET', path)).body as object), ...change });
  await lab.simulated.fault({ system: 'redfish', method: 'GET', path, body });
}

async function untilOn(bmc: Bmc): Promise<void> {
  await until(
    () => bmc.power(),
    (power) => power === 'On',
  );
}

meets(lab, 'redfish.power-takes-time', 'says that power changes until it has', async () => {
  await lab.set({ powerSeconds: 0.3 });
  const bmc = await open();

  await bmc.powerOn();

  expect(await bmc.power()).toBe('Changing');
  await untilOn(bmc);
});

meets(lab, 'redfish.order-for-nothing', 'takes a refused order for done when the machine is so', async () => {
  const bmc = await open();
  await bmc.powerOn();
  await untilOn(bmc);
  await lieOnce({ PowerState: 'Off' });
  await lab.simulated.mark();

  await bmc.powerOn();

  const orders = (await lab.simulated.journal('redfish')).filter(({ method }) => method === 'POST');
  expect(orders.map(({ status }) => status)).toEqual([400]);
});

meets(lab, 'redfish.allowable-values', 'orders what the BMC offers', async () => {
  const shown = (await lab.naive.redfish('GET', path)).body as ShownSystem;
  const naive = await lab.naive.redfish('POST', shown.Actions['#ComputerSystem.Reset'].target, {
    ResetType: 'ForceOn',
  });
  expect(naive.status).toBe(400);

  const bmc = await open();
  await bmc.powerOn();

  await untilOn(bmc);
});

meets(lab, 'redfish.target-of-its-own', 'sends an order where the system says', async () => {
  const naive = await lab.naive.redfish('POST', `${path}/Actions/ComputerSystem.Reset`, { ResetType: 'On' });
  expect(naive.status).toBe(404);

  await (await open()).powerOn();

  expect(await lab.simulated.changes('redfish')).toEqual([`POST ${path}/Actions/Reset`]);
});

meets(lab, 'redfish.if-match', 'changes only the system that it read', async () => {
  const bmc = await open();
  await lieOnce({ '@odata.etag': 'W/"of-yesterday"' });

  await expectFailure(bmc.bootFromNetworkOnce('UEFI'), 'RaceLost', /ETag/);
  await bmc.bootFromNetworkOnce('UEFI');

  expect(await lab.simulated.changes('redfish')).toEqual([`PATCH ${path}`]);
});

meets(lab, 'redfish.name-redirects', 'tells where a name leads, and does not go there', async () => {
  const bmc = await open('r1-a01');

  await expectFailure(bmc.power(), 'InvalidInput', `redirects to ${path}`);
});

meets(lab, 'redfish.once-is-once', 'sets the override again after a boot used it up', async () => {
  const bmc = await open();
  await bmc.bootFromNetworkOnce('UEFI');
  await bmc.powerOn();
  await until(
    () => lab.simulated.admin('GET', `/_sim/machines/${machine.uuid}`) as Promise<{ phase: string }>,
    ({ phase }) => phase === 'no-boot-device',
  );
  await lab.simulated.mark();

  await bmc.bootFromNetworkOnce('UEFI');

  expect(await lab.simulated.changes('redfish')).toEqual([`PATCH ${path}`]);
});

meets(lab, 'redfish.words-in-extended-info', 'finds the words of a refusal', async () => {
  const bmc = await open();

  await expectFailure(bmc.bootFromNetworkOnce('BIOS'), 'InvalidInput', /See ExtendedInfo/, 'BootSourceOverrideMode');
});

meets(lab, 'redfish.boot-mode', 'tells that the machine has another boot mode', async () => {
  const bmc = await open();

  await expectFailure(bmc.bootFromNetworkOnce('BIOS'), 'InvalidInput', 'BootSourceOverrideMode');
});

import { BmcDrivers } from '../../activities/adapters/bmc-drivers.ts';
import type { Bmc } from '../../activities/ports/bmc.ts';
import { expectFailure } from './expect-failure.ts';
import { putMachine, redfishAddress } from './machines.ts';
import { Simulated } from './simulated.ts';
import { machine } from './suites/bmc.ts';
import { until } from './until.ts';

describe('Redfish, where it bites', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  const open = (password?: string): Promise<Bmc> => {
    const login = { ...simulated.credentials.redfish, ...(password && { password }) };
    const drivers = new BmcDrivers({ http: simulated.http({ timeoutMs: 2_000 }), credentials: async () => login });
    return drivers.open({ address: redfishAddress(simulated, machine.uuid) });
  };

  beforeEach(async () => {
    await simulated.reset();
    await putMachine(simulated, machine);
    await simulated.mark();
  });

  it('says which Secret holds a wrong password, and not the password', async () => {
    const bmc = await open('wrong-password');

    const failure = await expectFailure(bmc.power(), 'AuthRejected', 'credentialsSecretRef');

    expect(failure.message).not.toContain('wrong-password');
  });

  it('takes 501 for an order that the BMC never learns', async () => {
    const bmc = await open();
    await simulated.fault({ system: 'redfish', method: 'POST', status: 501 });

    await expectFailure(bmc.powerOn(), 'Unsupported');
  });

  it('orders nothing of a machine that is so already', async () => {
    const bmc = await open();
    await bmc.powerOff();
    await bmc.powerOn();
    await until(
      () => bmc.power(),
      (power) => power === 'On',
    );
    await bmc.powerOn();

    expect(await simulated.writes('redfish')).toHaveLength(1);
  });

  it('says which address names no system', async () => {
    const drivers = new BmcDrivers({ http: simulated.http(), credentials: async () => simulated.credentials.redfish });
    const bmc = await drivers.open({ address: redfishAddress(simulated, '22222222-2222-4222-8222-222222222222') });

    await expectFailure(bmc.power(), 'NotFound', 'bmc.address', '22222222');
  });

  it('tells a lost answer, and orders no second time', async () => {
    const bmc = await open();
    await simulated.fault({ system: 'redfish', method: 'POST', drop: 'after' });

    await expectFailure(bmc.powerOn(), 'Unavailable');
    await bmc.powerOn();

    expect(await simulated.changes('redfish')).toHaveLength(1);
  });
});

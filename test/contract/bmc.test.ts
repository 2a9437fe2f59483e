import { BmcDrivers } from '../../activities/adapters/bmc-drivers.ts';
import { MemoryBmcs } from '../../activities/adapters/memory/bmc.ts';
import type { MachineReport } from '../../api/survey.ts';
import { putMachine, redfishAddress } from './machines.ts';
import { Simulated } from './simulated.ts';
import { describeBmc, machine } from './suites/bmc.ts';

describeBmc('the memory twin', async () => {
  const factory = new MemoryBmcs();
  const address = 'redfish+http://10.2.2.2/redfish/v1/Systems/1';
  const parts: Partial<MachineReport> = {
    manufacturer: 'Acme',
    model: 'S1',
    firmware: 'UEFI',
    cpuCores: 32,
    architecture: 'x86_64',
    memoryGiB: 192,
    disks: [
      { sizeGiB: 480, rotational: false, nvme: false, model: 'PM863' },
      { sizeGiB: 4000, rotational: true, nvme: false, model: 'HC310' },
      { sizeGiB: 960, rotational: false, nvme: true, model: 'PM983' },
    ],
  };
  const metal = factory.add(address, {
    systemId: machine.uuid,
    serialNumber: machine.serial,
    macs: [machine.mac],
    parts,
  });
  return {
    factory,
    address,
    mark: async () => void factory.log.changes.splice(0),
    changes: async () => factory.log.changes.length,
    bootsFromNetwork: async () => metal.boot === 'network',
  };
});

describe('Redfish', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  describeBmc('the adapter', async () => {
    await simulated.reset();
    await putMachine(simulated, machine);
    await simulated.mark();
    return {
      factory: new BmcDrivers({
        http: simulated.http({ timeoutMs: 2_000 }),
        credentials: async () => simulated.credentials.redfish,
      }),
      address: redfishAddress(simulated, machine.uuid),
      mark: () => simulated.mark(),
      changes: async () => (await simulated.changes('redfish')).length,
      async bootsFromNetwork() {
        const { bootOverride } = (await simulated.admin('GET', `/_sim/machines/${machine.uuid}`)) as {
          bootOverride: string;
        };
        return bootOverride === 'network';
      },
    };
  });
});

import { MemoryCmdb } from '../../activities/adapters/memory/cmdb.ts';
import { Nautobot } from '../../activities/adapters/nautobot/nautobot.ts';
import { Failure } from '../../activities/failure.ts';
import { addressesOf, plantAddress, plantDevice, seedPlaces } from './nautobot-api.ts';
import { Simulated } from './simulated.ts';
import { describeCmdb } from './suites/cmdb.ts';

describeCmdb('the memory twin', async () => {
  const cmdb = new MemoryCmdb();
  cmdb.racks.set('az1/r2', 2);
  return {
    cmdb,
    mark: async () => void cmdb.log.changes.splice(0),
    changes: async () => cmdb.log.changes.length,
    async plantDevice({ interfaceName, nic, rack, ...device }) {
      const of = (name: string, mac: string, addresses: string[]) => ({ name, mac, management: false, addresses });
      const interfaces = [
        ...(interfaceName ? [of(interfaceName, '', [])] : []),
        ...(nic ? [of('eth0', nic.mac, [nic.address])] : []),
      ];
      const place = rack && { rack: rack.name, unit: rack.unit };
      const report = { manufacturer: 'Other', model: 'X', ...place };
      cmdb.plantDevice({ ...device, location: 'az1', role: 'metal', interfaces, report });
      if (nic) cmdb.plantAddress(nic.address.replace(/\/.*/, ''));
    },
    plantAddress: async (cidr, mark) => cmdb.plantAddress(cidr.replace(/\/.*/, ''), mark),
    addresses: async () => cmdb.addresses(),
    loseNextAnswer: async () => cmdb.log.failNextChange('after', new Failure('Unavailable', 'the answer is lost')),
  };
});

describe('Nautobot', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  describeCmdb('the adapter', async () => {
    await simulated.reset();
    await seedPlaces(simulated);
    const cmdb = new Nautobot({
      url: simulated.urls.nautobot,
      credentials: simulated.credentials.nautobot,
      http: simulated.http({ timeoutMs: 2_000 }),
    });
    return {
      cmdb,
      mark: () => simulated.mark(),
      changes: async () => (await simulated.changes('nautobot')).length,
      plantDevice: (device) => plantDevice(simulated, device),
      plantAddress: (cidr, mark) => plantAddress(simulated, cidr, mark),
      addresses: () => addressesOf(simulated),
      loseNextAnswer: () =>
        simulated.fault({ system: 'nautobot', method: 'POST', path: '/api/dcim/devices/', drop: 'after' }),
    };
  });
});

import { MemoryDns } from '../../activities/adapters/memory/dns.ts';
import { PowerDns } from '../../activities/adapters/powerdns/powerdns.ts';
import { Failure } from '../../activities/failure.ts';
import { plantRecordSet } from './powerdns-api.ts';
import { Simulated } from './simulated.ts';
import { describeDns, zones } from './suites/dns.ts';

describeDns('the memory twin', async () => {
  const dns = new MemoryDns(zones);
  return {
    dns,
    mark: async () => void dns.log.changes.splice(0),
    changes: async () => dns.log.changes.length,
    plant: async (record, mark) => dns.plant(record, mark),
    loseNextAnswer: async () => dns.log.failNextChange('after', new Failure('Unavailable', 'the answer is lost')),
  };
});

describe('PowerDNS', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  describeDns('the adapter', async () => {
    await simulated.reset();
    await simulated.admin('POST', '/_sim/seed', { zones });
    const dns = new PowerDns({
      url: simulated.urls.powerdns,
      credentials: simulated.credentials.powerdns,
      http: simulated.http({ timeoutMs: 2_000 }),
    });
    return {
      dns,
      mark: () => simulated.mark(),
      changes: async () => (await simulated.changes('powerdns')).length,
      plant: (record, mark) => plantRecordSet(simulated, record, mark),
      loseNextAnswer: () => simulated.fault({ system: 'powerdns', method: 'PATCH', drop: 'after' }),
    };
  });
});

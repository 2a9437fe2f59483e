import { Foreman } from '../../activities/adapters/foreman/foreman.ts';
import { MemoryHostRegistry } from '../../activities/adapters/memory/host-registry.ts';
import { Failure } from '../../activities/failure.ts';
import { callForeman, plantHost } from './foreman-api.ts';
import { Simulated } from './simulated.ts';
import { describeHostRegistry } from './suites/host-registry.ts';

describeHostRegistry('the memory twin', async () => {
  const registry = new MemoryHostRegistry();
  return {
    registry,
    mark: async () => void registry.log.changes.splice(0),
    changes: async () => registry.log.changes.length,
    plantHost: async (fqdn, mac, mark, ip) => registry.plant(fqdn, mac.toLowerCase(), mark, ip ? [ip] : []),
    endBuild: async (fqdn, result) => registry.endBuild(fqdn, result),
    loseNextAnswer: async () => registry.log.failNextChange('after', new Failure('Unavailable', 'the answer is lost')),
  };
});

describe('Foreman', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  describeHostRegistry('the adapter', async () => {
    await simulated.reset();
    const registry = new Foreman({
      url: simulated.urls.foreman,
      credentials: simulated.credentials.foreman,
      http: simulated.http({ timeoutMs: 2_000 }),
    });
    return {
      registry,
      mark: () => simulated.mark(),
      changes: async () => (await simulated.changes('foreman')).length,
      plantHost: (fqdn, mac, mark, ip) => plantHost(simulated, fqdn, mac, mark, ip),
      async endBuild(fqdn, { failed }) {
        const { token } = (await callForeman(simulated, 'GET', `/api/hosts/${fqdn}`)) as { token: string };
        const path = `/unattended/${failed === undefined ? 'built' : 'failed'}?token=${token}`;
        await fetch(simulated.urls.foreman + path, { method: 'POST', body: failed ?? '' });
      },
      loseNextAnswer: () => simulated.fault({ system: 'foreman', method: 'POST', path: '/api/hosts', drop: 'after' }),
    };
  });
});

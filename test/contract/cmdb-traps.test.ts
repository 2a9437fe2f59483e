import { Nautobot } from '../../activities/adapters/nautobot/nautobot.ts';
import type { Failure } from '../../activities/failure.ts';
import { expectFailure } from './expect-failure.ts';
import { callNautobot, seedPlaces } from './nautobot-api.ts';
import { ours } from './owners.ts';
import { Simulated } from './simulated.ts';
import { record } from './suites/cmdb.ts';

interface ShownDevice {
  primary_ip4: { address: string } | null;
  primary_ip6: { address: string } | null;
  rack: { name: string };
  position: number;
}

describe('Nautobot, where it bites', () => {
  let simulated: Simulated;
  let nautobot: Nautobot;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  const open = (token = simulated.credentials.nautobot.token) =>
    new Nautobot({ url: simulated.urls.nautobot, credentials: { token }, http: simulated.http({ timeoutMs: 5_000 }) });
  const show = async () => {
    const path = '/api/dcim/devices/?name=r1-a01&depth=1';
    const { results } = (await callNautobot(simulated, 'GET', path)) as { results: ShownDevice[] };
    return results;
  };

  beforeEach(async () => {
    await simulated.reset();
    await seedPlaces(simulated);
    nautobot = open();
    await simulated.mark();
  });

  it('reads a refused token from a 403', async () => {
    const token = 'f'.repeat(40);

    const failure = await expectFailure(open(token).find('r1-a01', 'az1'), 'AuthRejected', /CMDB Secret/, '403');

    expect(failure.outage).toBe('refused');
    expect(failure.message).not.toContain(token);
  });

  it.each([
    ['a broken server', { status: 500 }, 'Unavailable', '500'],
    ['too many requests', { status: 429 }, 'Throttled', '429'],
    ['a redirect, which would lose the body of a write', { status: 301 }, 'InvalidInput', /redirects/],
    [
      'an unknown version',
      { status: 406, body: '{"detail":"Invalid version in \\"Accept\\" header."}' },
      'Unsupported',
      /version 3.0/,
    ],
    [
      'a bad field, in the words of Nautobot',
      { status: 400, body: '{"serial":["Too long."]}' },
      'InvalidInput',
      /serial: Too long/,
    ],
  ] as const)('tells %s', async (_what, fault, type, words) => {
    await simulated.fault({ system: 'nautobot', ...fault });

    await expectFailure(nautobot.find('r1-a01', 'az1'), type, words);
  });

  it('sets what may be set only when addresses are joined', async () => {
    await nautobot.register(record);

    const [device] = await show();

    expect(device).toMatchObject({
      primary_ip4: { address: '10.1.1.11/24' },
      primary_ip6: { address: '2001:db8::11/64' },
      rack: { name: 'r1' },
      position: 3,
    });
  });

  it('sends no write at all for what is so already, in another process either', async () => {
    await nautobot.register(record);
    await simulated.mark();

    await nautobot.register(record);
    await open().register({
      ...record,
      interfaces: record.interfaces.map((nic) => ({ ...nic, mac: nic.mac.toUpperCase() })),
    });

    expect(await simulated.writes('nautobot')).toEqual([]);
  });

  it('looks for marks without making the field that would hold them', async () => {
    const fields = '/api/extras/custom-fields/';
    const { results } = (await callNautobot(simulated, 'GET', `${fields}?key=bedplate_owner`)) as {
      results: { id: string }[];
    };
    for (const { id } of results) await callNautobot(simulated, 'DELETE', `${fields}${id}/`);
    await simulated.mark();

    expect(await nautobot.marked()).toEqual([]);

    expect(await simulated.writes('nautobot')).toEqual([]);
  });

  it('makes one device when two processes register it at once', async () => {
    const attempts = await Promise.allSettled([open().register(record), open().register(record)]);
    const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as Failure] : []));
    for (const failure of failures) expect(failure).toMatchObject({ type: 'RaceLost', retryable: true });

    await nautobot.register(record);

    expect(await show()).toHaveLength(1);
    expect(await nautobot.find('r1-a01', 'az1')).toMatchObject({ owner: ours, status: 'Active' });
  });

  it('finishes an unregistration that broke off anywhere', async () => {
    const steps = ['/api/ipam/ip-address-to-interface/*', '/api/ipam/ip-addresses/*', '/api/dcim/devices/*'];
    for (const path of steps) {
      await nautobot.register(record);
      await simulated.fault({
        system: 'nautobot',
        method: path.includes('devices') ? 'PATCH' : 'DELETE',
        path,
        status: 500,
      });

      await expectFailure(nautobot.unregister('r1-a01', 'az1', ours), 'Unavailable');
      expect(await nautobot.unregister('r1-a01', 'az1', ours)).toBe('unregistered');

      const { count } = (await callNautobot(simulated, 'GET', '/api/ipam/ip-addresses/')) as { count: number };
      expect(count).toBe(0);
    }
  });
});

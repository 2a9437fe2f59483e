import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startLab, until, type Lab } from './clients.ts';
import { bootFromNetwork, hostBody, metal, prepareInstall, startEndpoint, untilPhase, uuid } from './metal.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
});

afterEach(() => lab.simulator.close());

interface JournalEntry {
  seq: number;
  system: string;
  method: string;
  path: string;
  status: number;
  changed: boolean;
  key: string;
}

async function journal(after = 0): Promise<JournalEntry[]> {
  return (await lab.admin('GET', `/_sim/journal?after=${after}`)).body;
}

const zone = { name: 'fleet.example.', kind: 'Native', nameservers: [] };
const zones = '/api/v1/servers/localhost/zones';
const zoneExists = async () => (await lab.powerdns('GET', `${zones}/fleet.example.`)).status === 200;

it('answers in place of the handler, as often as told', async () => {
  await lab.admin('POST', '/_sim/faults', {
    system: 'powerdns',
    method: 'POST',
    path: '*/zones',
    status: 503,
    body: '{"error":"busy"}',
    count: 1,
  });

  expect(await lab.powerdns('POST', zones, zone)).toMatchObject({ status: 503, body: { error: 'busy' } });
  expect(await zoneExists()).toBe(false);
  expect((await lab.powerdns('POST', zones, zone)).status).toBe(201);
});

it('drops the connection before the handler', async () => {
  await lab.admin('POST', '/_sim/faults', { system: 'powerdns', method: 'POST', path: '*', drop: 'before', count: 1 });

  await expect(lab.powerdns('POST', zones, zone)).rejects.toThrow();
  expect(await zoneExists()).toBe(false);
});

it('drops the connection after the handler has committed', async () => {
  await lab.admin('POST', '/_sim/faults', { system: 'powerdns', method: 'POST', path: '*', drop: 'after', count: 1 });

  await expect(lab.powerdns('POST', zones, zone)).rejects.toThrow();
  expect(await zoneExists()).toBe(true);
});

it('garbles the reply of a handler that ran', async () => {
  await lab.admin('POST', '/_sim/faults', { system: 'powerdns', method: 'POST', path: '*', body: '<html>', count: 1 });

  expect(await lab.powerdns('POST', zones, zone)).toMatchObject({ status: 201, text: '<html>' });
  expect(await zoneExists()).toBe(true);
});

it('hangs until the fault makes no difference any more', async () => {
  const { id } = (await lab.admin('POST', '/_sim/faults', { system: 'powerdns', method: '*', path: '*', hang: true }))
    .body as { id: string };

  await expect(fetch(`${lab.simulator.urls.powerdns}${zones}`, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  expect((await lab.admin('DELETE', `/_sim/faults/${id}`)).status).toBe(204);
  expect((await lab.powerdns('GET', zones)).status).toBe(200);
});

it('kills a process after the commit and before the reply', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await lab.admin('POST', '/_sim/faults', {
    system: 'powerdns',
    method: 'POST',
    path: '*',
    killPid: child.pid,
    count: 1,
  });

  expect((await lab.powerdns('POST', zones, zone)).status).toBe(201);

  expect(await ended).toEqual([null, 'SIGKILL']);
});

it.each([
  ['is lost', { status: 200 }, 0],
  ['is repeated', { duplicate: true }, 2],
  ['is retried after a lost answer', { drop: 'after', count: 1 }, 2],
])('makes a call-back of a machine that %s', async (_what, fault, arrivals) => {
  const endpoint = await startEndpoint();
  await prepareInstall(lab, endpoint);
  await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
  await lab.admin('POST', '/_sim/faults', { system: 'machine', method: 'POST', path: '/booted', ...fault });

  await bootFromNetwork(lab);
  await untilPhase(lab, 'running');
  await until('the call', async () =>
    (await journal()).some((entry) => entry.system === 'machine' && entry.path === '/booted' && entry.status === 200),
  );

  expect(endpoint.calls.filter((call) => call.path === '/booted')).toHaveLength(arrivals);
  endpoint.close();
});

it.each([
  ['this machine', uuid.toUpperCase(), 0],
  ['another one', 'ffffffff-0000-1000-8000-000000000001', 1],
])('makes the calls of %s alone go wrong', async (_what, machine, arrivals) => {
  const endpoint = await startEndpoint();
  await prepareInstall(lab, endpoint);
  await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
  await lab.admin('POST', '/_sim/faults', { system: 'machine', path: '/booted', status: 200, machine });

  await bootFromNetwork(lab);
  await until('the call', async () => (await journal()).some(({ path }) => path === '/booted'));

  expect(endpoint.calls.filter((call) => call.path === '/booted')).toHaveLength(arrivals);
  endpoint.close();
});

describe('the journal', () => {
  it('tells of every request with what it touched, and of what machines did, without any token', async () => {
    const endpoint = await startEndpoint();
    await prepareInstall(lab, endpoint);
    const created = await lab.foreman('POST', '/api/hosts', hostBody(endpoint));
    const { token } = created.body as { token: string };
    const start = (await journal()).at(-1)?.seq ?? 0;

    await bootFromNetwork(lab);
    await until('the boot', async () => endpoint.calls.some((call) => call.path === '/booted'));

    const entries = await journal(start);
    expect(entries[0]?.seq).toBe(start + 1);
    expect(entries).toContainEqual(
      expect.objectContaining({ system: 'redfish', method: 'PATCH', status: 204, changed: true, key: uuid }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({
        system: 'foreman',
        path: '/unattended/built',
        status: 201,
        changed: true,
        key: 'web-1.r1.fleet.example',
      }),
    );
    expect(entries.filter((entry) => entry.method === 'EVENT').map((entry) => entry.path.split('/').at(-1))).toEqual([
      'powered-on',
      'install-started',
      'installed',
      'booted',
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
    endpoint.close();
  });

  it('tells a change from its repetition', async () => {
    await lab.admin('PUT', `/_sim/machines/${uuid}`, metal);
    await lab.admin('PUT', `/_sim/machines/${uuid}`, metal);

    expect((await journal()).map((entry) => entry.changed)).toEqual([true, false]);
  });
});

describe('the admin interface', () => {
  it('shows one truth of all systems, without secrets', async () => {
    const endpoint = await startEndpoint();
    await prepareInstall(lab, endpoint);
    await lab.admin('POST', '/_sim/seed', { zones: ['fleet.example'], locations: ['az1'] });
    const { token } = (await lab.foreman('POST', '/api/hosts', hostBody(endpoint))).body as { token: string };
    await lab.powerdns('PATCH', `${zones}/fleet.example.`, {
      rrsets: [
        { name: 'n1.fleet.example.', type: 'A', ttl: 1, changetype: 'REPLACE', records: [{ content: '10.0.0.1' }] },
      ],
    });

    const url = { name: 'url', value: 'http://127.0.0.1/install?token=in-a-parameter' };
    await lab.foreman('POST', '/api/hosts/1/parameters', { parameter: url });

    const state = await lab.admin('GET', '/_sim/state');

    expect(state.body).toMatchObject({
      machines: [{ uuid, power: 'Off', installs: 0 }],
      hosts: [{ name: 'web-1.r1.fleet.example', build: true, parameters: { bedplate_owner: 'uid-1' } }],
      devices: [],
      addresses: [],
      rrsets: [{ zone: 'fleet.example.', name: 'n1.fleet.example.', type: 'A', ttl: 1 }],
      minions: [],
    });
    expect(state.text).not.toContain(token);
    expect(state.text).not.toContain('in-a-parameter');
    endpoint.close();
  });

  it.each([
    ['PUT', '/_sim/settings', { instalSeconds: 1 }],
    ['POST', '/_sim/faults', { system: 'mainframe' }],
    ['PUT', `/_sim/machines/${uuid}`, { ...metal, nics: [] }],
  ])('refuses nonsense: %s %s', async (method, path, body) => {
    expect(await lab.admin(method, path, body)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  it('forgets everything but the metal and the zones', async () => {
    const endpoint = await startEndpoint();
    await prepareInstall(lab, endpoint);
    await lab.foreman('POST', '/api/hosts', hostBody(endpoint));

    await lab.admin('POST', '/_sim/reset');

    expect((await lab.admin('GET', '/_sim/state')).body).toMatchObject({
      machines: [{ uuid, power: 'Off' }],
      hosts: [],
    });
    endpoint.close();
  });
});

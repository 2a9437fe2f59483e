import { basic, clientOf, startLab, type Lab, until } from './clients.ts';
import { hostBody, mac, prepareInstall, startEndpoint, type Endpoint } from './metal.ts';

let lab: Lab;
let endpoint: Endpoint;

beforeEach(async () => {
  lab = await startLab();
  endpoint = await startEndpoint();
  await prepareInstall(lab, endpoint);
});

afterEach(async () => {
  endpoint.close();
  await lab.simulator.close();
});

const fqdn = 'web-1.r1.fleet.example';

interface ShownHost {
  id: number;
  name: string;
  token: string | null;
  mac: string;
  initiated_at: string;
  installed_at: string | null;
  build_status: number;
  parameters: { id: number; name: string; value: string }[];
  interfaces: { id: number; mac: string }[];
}

async function createHost(change: Record<string, unknown> = {}): Promise<ShownHost> {
  const body = hostBody(endpoint);
  const created = await lab.foreman('POST', '/api/hosts', { host: { ...body.host, ...change } });
  expect(created.status).toBe(201);
  return created.body;
}

async function unattended(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(lab.simulator.urls.foreman + path, { method, body });
  return { status: response.status, text: await response.text() };
}

describe('login and protocol', () => {
  it('answers its status without a login', async () => {
    const reply = await clientOf(lab.simulator.urls.foreman, {})('GET', '/api/status');

    expect(reply.body).toMatchObject({ result: 'ok', status: 200, api_version: 2 });
  });

  it('refuses a wrong password, and after thirty of them everybody', async () => {
    const wrong = clientOf(lab.simulator.urls.foreman, { authorization: basic('admin', 'wrong') });
    const first = await wrong('GET', '/api/hosts');
    for (let failure = 1; failure < 30; failure += 1) await wrong('GET', '/api/hosts');

    expect(first).toMatchObject({ status: 401, body: { error: { message: 'Unable to authenticate user admin' } } });
    expect((await lab.foreman('GET', '/api/hosts')).status).toBe(401);
  });

  it.each([
    ['another content type', { 'content-type': 'text/plain' }, '{}', 415, {}],
    [
      'bad JSON',
      {},
      '{"host":',
      400,
      { status: 400, error: expect.stringContaining('There was a problem in the JSON you submitted: ') },
    ],
    ['nothing', {}, '{}', 400, { error: { class: 'Apipie::ParamMissing', parameter_name: 'host' } }],
    [
      'no name',
      {},
      '{"host":{"build":true}}',
      400,
      { error: { class: 'Apipie::ParamMissing', parameter_name: 'name' } },
    ],
    [
      'an unknown association',
      {},
      '{"host":{"name":"x","domain_id":99}}',
      422,
      { error: { message: expect.any(String) } },
    ],
  ])('refuses %s', async (_what, headers, body, status, shape) => {
    expect(await lab.foreman('POST', '/api/hosts', body, headers)).toMatchObject({ status, body: shape });
  });

  it.each([
    ['GET', '/api/hosts/nobody', 404, { error: { message: "Resource host not found by id 'nobody'" } }],
    [
      'GET',
      '/api/hosts?search=nonsense%3D1',
      400,
      { error: { message: "Field 'nonsense' not recognized for searching!" } },
    ],
    ['GET', `/api/hosts/${fqdn}/status/weather`, 422, { error: 'Status weather does not exist.' }],
    [
      'GET',
      `/api/hosts/${fqdn}/template/finish`,
      404,
      { message: expect.stringContaining('No template with kind finish') },
    ],
    ['GET', `/api/hosts/${fqdn}/power`, 200, { state: 'na' }],
  ])('answers %s %s with %i', async (method, path, status, body) => {
    await createHost();

    expect(await lab.foreman(method, path)).toMatchObject({ status, body });
  });
});

describe('hosts', () => {
  it('keeps canonical forms', async () => {
    const host = await createHost({ name: 'WEB-1' });

    expect(host).toMatchObject({ name: fqdn, mac, build_status: 1, installed_at: null });
    expect(host.token).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    [
      'its name',
      { interfaces_attributes: [{ mac: '52:54:00:aa:00:77', primary: true }] },
      { name: ['has already been taken'] },
    ],
    ['its MAC', { name: 'web-2' }, { 'interfaces.mac': ['has already been taken'] }],
    ['a short password', { name: 'web-2', root_pass: 'short' }, { root_pass: expect.any(Array) }],
    ['no organization', { name: 'web-2', organization_id: null }, { organization_id: ["can't be blank"] }],
    ['periods in a short name', { name: 'web.2' }, { name: ['must not include periods'] }],
    [
      'a medium of another system',
      { name: 'web-2', operatingsystem_id: 2 },
      { medium_id: [expect.stringContaining('does not belong to')] },
    ],
  ])('refuses a second host by %s', async (_what, change, errors) => {
    await createHost();
    await lab.foreman('POST', '/api/operatingsystems', {
      operatingsystem: { name: 'Other', major: '1', architecture_ids: [1] },
    });

    const reply = await lab.foreman('POST', '/api/hosts', { host: { ...hostBody(endpoint).host, ...change } });

    expect(reply).toMatchObject({
      status: 422,
      body: { error: { id: null, errors, full_messages: expect.any(Array) } },
    });
  });

  it('adds parameters without an id, and refuses a name that is there', async () => {
    const host = await createHost();
    const add = (name: string) =>
      lab.foreman('PUT', `/api/hosts/${host.id}`, { host: { host_parameters_attributes: [{ name, value: 'x' }] } });

    expect((await add('new')).status).toBe(200);
    expect(await add('bedplate_owner')).toMatchObject({
      status: 422,
      body: { error: { errors: { 'host_parameters.name': ['has already been taken'] } } },
    });
    const put = await lab.foreman('PUT', `/api/hosts/${fqdn}/parameters/bedplate_owner`, {
      parameter: { value: 'uid-2' },
    });
    expect(put).toMatchObject({ status: 200, body: { name: 'bedplate_owner', value: 'uid-2' } });
  });

  it.each([
    [`name = "${fqdn}"`, 1],
    [`name="nobody"`, 0],
    [`mac=${mac.toUpperCase()}`, 1],
    ['build=true', 1],
    ['build = false', 0],
    ['build_status = pending', 1],
    ['params.bedplate_owner = uid-1 and build = true', 1],
    ['params.bedplate_owner = "uid-2"', 0],
    [`name ^ (${fqdn}, other)`, 1],
  ])('finds by %s', async (search, matches) => {
    await createHost();

    const reply = await lab.foreman('GET', `/api/hosts?search=${encodeURIComponent(search)}`);

    expect(reply.body).toMatchObject({ total: 1, subtotal: matches, page: 1, per_page: 20, search });
  });

  it('lists thin rows for any value of thin', async () => {
    await createHost();

    expect((await lab.foreman('GET', '/api/hosts?thin=False')).body).toMatchObject({
      results: [{ id: 1, name: fqdn }],
    });
  });

  it('deletes with a flat row, and once only', async () => {
    await createHost();

    expect((await lab.foreman('DELETE', `/api/hosts/${fqdn}`)).body).toMatchObject({
      name: fqdn,
      root_pass: expect.stringContaining('$6$'),
    });
    expect((await lab.foreman('DELETE', `/api/hosts/${fqdn}`)).status).toBe(404);
  });

  it('does not let go of what a host uses', async () => {
    await createHost();

    expect((await lab.foreman('DELETE', '/api/media/rhel9')).status).toBe(422);
  });
});

describe('build mode', () => {
  it('keeps the token when build is asked for again, and changes it over a false', async () => {
    const { token } = await createHost();
    const put = async (build: boolean) =>
      (await lab.foreman('PUT', `/api/hosts/${fqdn}`, { host: { build } })).body as ShownHost;

    expect((await put(true)).token).toBe(token);
    expect((await put(false)).token).toBeNull();
    expect((await put(true)).token).not.toBe(token);
  });

  it('answers 0 for a host that was never built', async () => {
    await createHost({ build: false });

    expect((await lab.foreman('GET', `/api/hosts/${fqdn}/status/build`)).body).toEqual({
      status_label: 'Installed',
      status: 0,
    });
  });

  it('takes built once, deletes the token with it, and remembers when', async () => {
    const { token } = await createHost();

    expect((await unattended('POST', `/unattended/built?token=${token}`)).status).toBe(201);
    expect((await unattended('POST', `/unattended/built?token=${token}`)).status).toBe(404);
    const host = (await lab.foreman('GET', `/api/hosts/${fqdn}`)).body as ShownHost;
    expect(Date.parse(host.installed_at ?? '')).toBeGreaterThanOrEqual(Date.parse(host.initiated_at));
  });

  it('takes failed with its log', async () => {
    const { token } = await createHost();

    expect((await unattended('POST', `/unattended/failed?token=${token}`, 'x'.repeat(70_000))).status).toBe(201);
    const host = (await lab.foreman('GET', `/api/hosts/${fqdn}`)).body as ShownHost & { build_errors: string };
    expect(host.build_status).toBe(3);
    expect(host.build_errors).toMatch(/x{65535}\nOutput trimmed/);
  });

  it('tells an expired token from an unknown one only by MAC', async () => {
    await lab.admin('PUT', '/_sim/settings', { tokenMinutes: 0.005 });
    const { token } = await createHost();
    await until('the expiry', async () => (await unattended('GET', `/unattended/provision?mac=${mac}`)).status === 401);

    expect((await unattended('GET', `/unattended/provision?token=${token}`)).status).toBe(404);
    expect((await lab.foreman('GET', `/api/hosts/${fqdn}/status/build`)).body).toEqual({
      status_label: 'Token expired',
      status: 2,
    });
    expect((await unattended('GET', `/unattended/built?token=${token}`)).status).toBe(201);
  });

  it('serves nothing but a local boot outside of build mode', async () => {
    await createHost({ build: false });

    expect((await unattended('GET', `/unattended/provision?mac=${mac}`)).status).toBe(405);
    expect(await unattended('GET', `/unattended/iPXE?mac=${mac}`)).toMatchObject({
      status: 200,
      text: expect.not.stringContaining('kernel'),
    });
    expect((await unattended('GET', '/unattended/provision?token=no')).status).toBe(404);
  });

  it('boots by iPXE into the kickstart of its token', async () => {
    const { token } = await createHost();

    const script = await unattended('GET', `/unattended/iPXE?mac=${mac}`);

    expect(script.text).toContain(`inst.ks=${lab.simulator.urls.foreman}/unattended/provision?token=${token}`);
  });

  it('renders with unattendedUrl, and refuses what it cannot evaluate', async () => {
    await lab.admin('PUT', '/_sim/settings', { unattendedUrl: 'http://foreman.example' });
    const { token } = await createHost();
    const preview = await lab.foreman('GET', `/api/hosts/${fqdn}/template/provision`);
    await lab.foreman('PUT', '/api/provisioning_templates/bedplate', {
      provisioning_template: { template: '<% if true %>x<% end %>' },
    });

    expect(preview.body).toMatchObject({
      template: expect.stringContaining(`http://foreman.example/unattended/built?token=${token}`),
    });
    expect((await unattended('GET', `/unattended/provision?token=${token}`)).status).toBe(500);
  });
});

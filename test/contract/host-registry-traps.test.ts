import { Foreman } from '../../activities/adapters/foreman/foreman.ts';
import type { HttpOptions } from '../../activities/http/http.ts';
import { formatOwner } from '../../api/owner.ts';
import { expectFailure } from './expect-failure.ts';
import { callForeman, plantHost } from './foreman-api.ts';
import { ours, theirs } from './owners.ts';
import { Simulated } from './simulated.ts';
import { request, source } from './suites/host-registry.ts';
import { until } from './until.ts';

interface Shown {
  token: string | null;
  parameters: { name: string; value: string }[];
}

describe('Foreman, where it bites', () => {
  let simulated: Simulated;
  let foreman: Foreman;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  const open = (options: HttpOptions = {}, password = simulated.credentials.foreman.password) =>
    new Foreman({
      url: simulated.urls.foreman,
      credentials: { ...simulated.credentials.foreman, password },
      http: simulated.http({ timeoutMs: 5_000, ...options }),
    });
  const show = (fqdn: string) => callForeman(simulated, 'GET', `/api/hosts/${fqdn}`) as Promise<Shown>;

  beforeEach(async () => {
    await simulated.reset();
    foreman = open();
  });

  it('stops at a wrong password, which would lock out everybody behind our address', async () => {
    const failure = await expectFailure(
      open({}, 'not-the-password').find(request.fqdn),
      'AuthRejected',
      /Foreman Secret/,
    );

    expect(failure.message).not.toContain('not-the-password');
    expect(failure.retryable).toBe(false);
    expect(failure.outage).toBe('refused');
    expect(await simulated.journal('foreman')).toHaveLength(1);
  });

  it.each([
    ['a broken server', { status: 500, body: '{"message":"boom"}' }, 'Unavailable', 'boom'],
    ['too many requests', { status: 429 }, 'Throttled', '429'],
    ['a connection that breaks', { drop: 'before' }, 'Unavailable', /connection/],
    ['no answer', { hang: true }, 'Unavailable', /within 0.3 s/],
    [
      'a missing permission',
      {
        status: 403,
        body: '{"error":{"message":"Access denied","details":"Missing one of the required permissions: create_hosts"}}',
      },
      'AuthRejected',
      'create_hosts',
    ],
    ['a page of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }, 'Unavailable', '502'],
  ] as const)('tells %s', async (_what, fault, type, words) => {
    await simulated.fault({ system: 'foreman', ...fault });

    await expectFailure(open({ timeoutMs: 300 }).find(request.fqdn), type, words, request.fqdn);
  });

  it('believes nothing of an answer about another host: ours is not taken for deleted, nor for somebody else’s', async () => {
    await foreman.ensureHost(request);
    await plantHost(simulated, 'other.fleet.example', '52:54:00:00:00:99', formatOwner(theirs));
    const other = JSON.stringify(await show('other.fleet.example'));
    await simulated.mark();
    const lie = {
      system: 'foreman',
      method: 'GET',
      path: `/api/hosts/${request.fqdn}`,
      body: other,
      count: 3,
    } as const;
    await simulated.fault(lie);

    for (const asked of [
      foreman.deleteHost(request.fqdn, ours),
      foreman.setBuild(request.fqdn, ours, true),
      foreman.ensureHost(request),
    ]) {
      await expectFailure(asked, 'Unavailable', request.fqdn, 'answered with other.fleet.example');
    }

    expect(await simulated.changes('foreman')).toEqual([]);
    expect(await foreman.deleteHost(request.fqdn, ours)).toBe('deleted');
  });

  it.each([
    ['another node waits for that node, which takes its host with it', formatOwner(theirs), [theirs.name]],
    ['nobody that is known waits for a person', undefined, []],
  ])('who meets a host of %s', async (_, mark, names) => {
    await plantHost(simulated, request.fqdn, '52:54:00:00:00:99', mark);

    const { waitsFor } = await expectFailure(foreman.ensureHost(request), 'Conflict');

    expect(waitsFor).toEqual(names.map((name) => ({ kind: 'ComputeNode', name })));
  });

  it('makes a new token for an install that begins when the old one has expired', async () => {
    await simulated.admin('PUT', '/_sim/settings', { tokenMinutes: 0.0001 });
    await foreman.ensureHost(request);
    await foreman.setBuild(request.fqdn, ours, true);
    const before = await show(request.fqdn);
    await until(
      () => callForeman(simulated, 'GET', `/api/hosts/${request.fqdn}/status/build`) as Promise<{ status: number }>,
      ({ status }) => status === 2,
    );
    await simulated.admin('PUT', '/_sim/settings', { tokenMinutes: 360 });

    const { build } = await foreman.setBuild(request.fqdn, ours, true);

    expect(build).toBe(true);
    const { token } = await show(request.fqdn);
    // Foreman shows no token that has expired.
    expect(token).toEqual(expect.any(String));
    expect(token).not.toBe(before.token);
  });

  it.each([
    [{ status: 502 }, 'down'],
    [{ drop: 'before' }, 'down'],
    [{ hang: true }, 'down'],
    [{ status: 401 }, 'refused'],
    [{ status: 500 }, undefined],
    [{ status: 403 }, undefined],
  ] as const)('tells a fault of one call from one of the whole system: %j is %s', async (fault, outage) => {
    await simulated.fault({ system: 'foreman', ...fault });

    const failure = await open({ timeoutMs: 300 })
      .find(request.fqdn)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ outage });
  });

  it.each([
    ['of a smart proxy alone', { base: ['DHCP: timed out'] }, 'Unavailable', /smart prox/],
    ['of a bad field', { pxe_loader: ['is not allowed'] }, 'InvalidInput', /Pxe loader is not allowed/],
  ] as const)('tells a 422 %s', async (_what, errors, type, words) => {
    const body = JSON.stringify({
      error: { id: null, errors, full_messages: ['DHCP: timed out', 'Pxe loader is not allowed'] },
    });
    await foreman.ensureSource(source);
    await simulated.fault({ system: 'foreman', method: 'POST', path: '/api/hosts', status: 422, body });

    await expectFailure(foreman.ensureHost(request), type, words);
  });

  it('shows no password hash or token that a refusal repeats', async () => {
    const body = JSON.stringify({ error: { message: 'bad root_pass=hunter22, token=abc123' } });
    await simulated.fault({ system: 'foreman', status: 500, body });

    const failure = await expectFailure(foreman.find(request.fqdn), 'Unavailable');

    expect(failure.message).not.toMatch(/hunter22|abc123/);
  });

  it('makes what hosts share once, for however many hosts at once', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => ({
      ...request,
      fqdn: `n${index}.fleet.example`,
      mac: `52:54:00:00:01:${String(index + 10)}`,
    }));

    await Promise.all(requests.map((item) => foreman.ensureHost(item)));

    const journal = await simulated.journal('foreman');
    expect(journal.filter((entry) => entry.method === 'POST' && entry.path === '/api/hosts')).toHaveLength(20);
    expect(journal.filter((entry) => entry.method === 'GET' && entry.path === '/api/organizations')).toHaveLength(1);
    expect(await foreman.list()).toHaveLength(20);
  });

  it('makes anew what was deleted between its check and the host', async () => {
    const fresh = { ...source, medium: { name: 'Bedplate short-lived', path: 'http://mirror.example/short' } };
    await foreman.ensureSource(fresh);
    await callForeman(simulated, 'DELETE', '/api/media/Bedplate short-lived');

    await expectFailure(foreman.ensureHost({ ...request, source: fresh }), 'RaceLost');
    const host = await foreman.ensureHost({ ...request, source: fresh });

    expect(host.owner).toEqual(ours);
  });

  it('updates its own template, and never one of others', async () => {
    const text = `%include <%= host_param('bedplate_kickstart') %>\n# ${Date.now()}\n`;
    await foreman.ensureSource({ ...source, template: { ...source.template, text } });
    const template = (await callForeman(simulated, 'GET', '/api/provisioning_templates/Bedplate kickstart')) as object;
    expect(template).toMatchObject({ template: text });

    const foreign = { name: 'Kickstart default iPXE', text };
    await expectFailure(
      foreman.ensureSource({ ...source, template: foreign }),
      'Conflict',
      'Kickstart default iPXE',
      /Rename/,
    );
  });

  it('writes nothing to a template or a medium of others that is not what the image needs', async () => {
    const name = 'Kickstart of team B';
    const template = { name, template: '# theirs', snippet: false, organization_ids: [], location_ids: [] };
    await callForeman(simulated, 'POST', '/api/provisioning_templates', { provisioning_template: template });
    const medium = { name: 'Mirror of team B', path: 'http://b.example/', organization_ids: [], location_ids: [] };
    await callForeman(simulated, 'POST', '/api/media', { medium });
    await foreman.ensureSource(source);
    await simulated.mark();

    const theirTemplate = { ...source, template: { ...source.template, name } };
    const theirMedium = { ...source, medium: { ...source.medium, name: medium.name } };
    await expectFailure(foreman.ensureSource(theirTemplate), 'Conflict', 'provisioning template', name);
    await expectFailure(foreman.ensureSource(theirMedium), 'Conflict', 'medium', medium.name);

    expect(await simulated.changes('foreman')).toEqual([]);
  });

  it('keeps the token while build mode lasts, and gets a new one only after it was off', async () => {
    await foreman.ensureHost(request);
    await foreman.setBuild(request.fqdn, ours, true);
    const first = (await show(request.fqdn)).token;

    await foreman.setBuild(request.fqdn, ours, true);
    const second = (await show(request.fqdn)).token;
    await foreman.setBuild(request.fqdn, ours, false);
    await foreman.setBuild(request.fqdn, ours, true);
    const third = (await show(request.fqdn)).token;

    expect(first).toBeTruthy();
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('updates a parameter that exists, and leaves those of others', async () => {
    await foreman.ensureHost(request);
    const theirs = { host_parameters_attributes: [{ name: 'salt_master', value: 'salt.example' }] };
    await callForeman(simulated, 'PUT', `/api/hosts/${request.fqdn}`, { host: theirs });

    await foreman.ensureHost({ ...request, parameters: { bedplate_kickstart: 'http://install.example/other' } });

    const values = Object.fromEntries((await show(request.fqdn)).parameters.map(({ name, value }) => [name, value]));
    expect(values).toEqual({
      bedplate_kickstart: 'http://install.example/other',
      bedplate_owner: formatOwner(ours),
      salt_master: 'salt.example',
    });
  });
});

import { formatOwner } from '../../../api/owner.ts';
import { basic } from '../../unit/simulator/clients.ts';
import { expectFailure } from '../expect-failure.ts';
import { plantHost } from '../foreman-api.ts';
import { ours, theirs } from '../owners.ts';
import { request, source } from '../suites/host-registry.ts';
import { ForemanLab } from './foreman-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new ForemanLab();
const lists = async () =>
  (await lab.simulated.journal('foreman')).filter(({ method, path }) => method === 'GET' && path === '/api/hosts');

meets(lab, 'foreman.content-type', 'sends JSON, and says so', async () => {
  await lab.open().ensureHost(request);

  const headers = { 'content-type': 'text/plain' };
  const naive = await lab.naive.foreman('PUT', `/api/hosts/${request.fqdn}`, '{"host":{"comment":"x"}}', headers);

  expect(naive.status).toBe(415);
});

meets(lab, 'foreman.brute-force-lock', 'tells a lock-out, and adds to it with one try only', async () => {
  const wrong = { authorization: basic('admin', 'wrong') };
  for (let failure = 1; failure < 30; failure += 1) await lab.naive.foreman('GET', '/api/hosts', undefined, wrong);
  await expectFailure(lab.open('not-the-password').find(request.fqdn), 'AuthRejected');

  await expectFailure(lab.open().find(request.fqdn), 'AuthRejected', /Too many tries/);
});

meets(lab, 'foreman.total-ignores-the-search', 'ends a list with its last match', async () => {
  for (const name of ['a', 'b', 'c']) await plantHost(lab.simulated, name, `52:54:00:00:00:0${name}`);
  await lab.open().ensureHost(request);
  await lab.simulated.mark();

  expect(await lab.open().list()).toHaveLength(1);
  expect(await lists()).toHaveLength(1);
  const naive = await lab.naive.foreman('GET', `/api/hosts?search=name%3D${request.fqdn}`);
  expect(naive.body).toMatchObject({ total: 4, subtotal: 1 });
});

meets(lab, 'foreman.pages-of-twenty', 'reads all pages of a list, and large ones', async () => {
  for (let number = 0; number < 260; number += 1) {
    const octets = [number >> 8, number & 0xff].map((octet) => octet.toString(16).padStart(2, '0'));
    await plantHost(lab.simulated, `h${number}.example`, `52:54:00:aa:${octets.join(':')}`, formatOwner(theirs));
  }
  await lab.simulated.mark();

  expect(await lab.open().list()).toHaveLength(260);
  expect(await lists()).toHaveLength(2);
});

meets(lab, 'foreman.thin-by-any-text', 'asks for whole rows by not mentioning thin ones', async () => {
  await lab.open().ensureHost(request);

  const [host] = await lab.open().list();
  const naive = (await lab.naive.foreman('GET', '/api/hosts?thin=False')).body as { results: object[] };

  expect(host?.mac).toBe(request.mac);
  expect(naive.results.map((row) => Object.keys(row))).toEqual([['id', 'name']]);
});

meets(lab, 'foreman.error-is-a-map', 'reads in a refusal that the name is taken, and adopts its own host', async () => {
  await lab.open().ensureHost(request);
  await lab.simulated.fault({ system: 'foreman', method: 'GET', path: '/api/hosts/*', status: 404 });

  const host = await lab.open().ensureHost(request);

  expect(host.owner).toEqual(ours);
  expect((await lab.simulated.journal('foreman')).map(({ status }) => status)).toContain(422);
});

meets(lab, 'foreman.error-is-a-message', 'reads in a refusal that what it refers to has gone', async () => {
  const fresh = { ...source, medium: { name: 'Bedplate short-lived', path: 'http://mirror.example/short' } };
  const foreman = lab.open();
  await foreman.ensureSource(fresh);
  await lab.naive.foreman('DELETE', '/api/media/Bedplate short-lived');

  await expectFailure(foreman.ensureHost({ ...request, source: fresh }), 'RaceLost', /Couldn't find medium/);
});

meets(lab, 'foreman.error-is-a-string', 'reads an error that is a string', async () => {
  await lab.open().ensureHost(request);
  const path = `/api/hosts/${request.fqdn}/power`;
  const naive = await lab.naive.foreman('PUT', path, { power_action: 'explode' });
  expect(naive.body).toEqual({ error: expect.any(String) });

  await lab.simulated.fault({ system: 'foreman', status: 422, body: naive.text });

  await expectFailure(lab.open().find(request.fqdn), 'InvalidInput', 'Unknown power action');
});

meets(lab, 'foreman.message-without-error', 'reads a message that stands alone', async () => {
  await lab.open().ensureHost(request);
  const naive = await lab.naive.foreman('GET', `/api/hosts/${request.fqdn}/template/finish`);
  expect(naive.body).toEqual({ message: expect.any(String) });

  await lab.simulated.fault({ system: 'foreman', status: 404, body: naive.text });

  await expectFailure(lab.open().list(), 'NotFound', 'No template with kind finish');
});

meets(lab, 'foreman.proxy-failure-is-a-422', 'tries again what a smart proxy refused', async () => {
  await lab.set({ smartProxies: 'fail' });

  const failure = await expectFailure(lab.open().ensureHost(request), 'Unavailable', /smart prox/);

  expect(failure.retryable).toBe(true);
});

meets(lab, 'foreman.proxy-failure-keeps-the-host', 'takes no failed delete for done', async () => {
  await lab.open().ensureHost(request);
  await lab.set({ smartProxies: 'fail' });

  await expectFailure(lab.open().deleteHost(request.fqdn, ours), 'Unavailable');

  expect(await lab.open().find(request.fqdn)).toBeDefined();
});

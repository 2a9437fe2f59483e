import { ours } from '../owners.ts';
import { request } from '../suites/host-registry.ts';
import { until } from '../until.ts';
import { ForemanLab } from './foreman-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new ForemanLab();

beforeEach(async () => {
  await lab.open().ensureHost(request);
});

async function startBuild(): Promise<string> {
  await lab.open().setBuild(request.fqdn, ours, true);
  return (await lab.show()).token;
}

/** A build whose token, which nobody sees any more, is over. */
async function expire(): Promise<string> {
  await lab.set({ tokenMinutes: 0.001 });
  const { token } = (await lab.changeHost({ build: true })).body as { token: string };
  const made = Date.now();
  await until(
    async () => Date.now() - made,
    (age) => age > 60,
  );
  await lab.set({ tokenMinutes: 360 });
  return token;
}

const statusOf = async (method: string, path: string, body?: string) =>
  (await lab.naive.unattended(method, path, body)).status;

meets(lab, 'foreman.token-once-per-build', 'asks for build mode again without hope for a new token', async () => {
  const token = await startBuild();

  await lab.open().setBuild(request.fqdn, ours, true);

  expect((await lab.changeHost({ build: true })).body).toMatchObject({ token });
});

meets(lab, 'foreman.token-expires', 'renews an expired token by switching build mode off and on', async () => {
  const token = await expire();
  expect(await statusOf('GET', `/provision?token=${token}`)).toBe(404);

  await lab.open().setBuild(request.fqdn, ours, false);
  const renewed = await startBuild();

  expect(await statusOf('GET', `/provision?token=${renewed}`)).toBe(200);
});

meets(lab, 'foreman.never-built-is-status-zero', 'takes no host for installed by its status', async () => {
  const host = await lab.open().find(request.fqdn);

  expect(host).not.toHaveProperty('installedAt');
  const naive = await lab.naive.foreman('GET', `/api/hosts/${request.fqdn}/status/build`);
  expect(naive.body).toEqual({ status: 0, status_label: 'Installed' });
});

meets(lab, 'foreman.installed-at-stays', 'tells the last installation from the one that runs', async () => {
  await statusOf('POST', `/built?token=${await startBuild()}`);

  const host = await lab.open().setBuild(request.fqdn, ours, true);

  expect(host.build).toBe(true);
  expect(Date.parse(host.installedAt ?? '')).toBeLessThanOrEqual(Date.parse(host.initiatedAt ?? ''));
});

meets(lab, 'foreman.expired-token-is-a-404', 'sees a host in build mode that the installer does not find', async () => {
  const token = await expire();

  expect(await lab.open().find(request.fqdn)).toMatchObject({ build: true });
  expect(await statusOf('GET', `/provision?token=${token}`)).toBe(404);
  expect(await statusOf('GET', `/provision?mac=${request.mac}`)).toBe(401);
});

meets(lab, 'foreman.token-before-mac', 'counts on the token alone', async () => {
  const token = await startBuild();

  expect(await statusOf('GET', `/provision?token=${token}&mac=52:54:00:00:00:99`)).toBe(200);
  expect(await statusOf('GET', `/provision?token=unknown&mac=${request.mac}`)).toBe(404);
});

meets(lab, 'foreman.kickstart-in-build-mode-only', 'makes a host that nothing installs before its time', async () => {
  expect(await statusOf('GET', `/provision?mac=${request.mac}`)).toBe(405);

  await startBuild();

  expect(await statusOf('GET', `/provision?mac=${request.mac}`)).toBe(200);
});

meets(lab, 'foreman.system-missing-is-a-409', 'gives every host its operating system', async () => {
  const host = { name: 'bare', managed: false, build: true, mac: '52:54:00:00:00:99' };
  await lab.naive.foreman('POST', '/api/hosts', { host });
  await startBuild();

  expect(await statusOf('GET', `/provision?mac=${host.mac}`)).toBe(409);
  expect(await statusOf('GET', `/provision?mac=${request.mac}`)).toBe(200);
});

meets(lab, 'foreman.built-after-expiry', 'sees an installation that took longer than its token', async () => {
  await statusOf('POST', `/built?token=${await expire()}`);

  const [host] = await lab.open().list();

  expect(host).toMatchObject({ build: false, installedAt: expect.any(String) });
});

meets(lab, 'foreman.built-once', 'sees one installation, however often it is reported', async () => {
  const token = await startBuild();
  const replies = [await statusOf('POST', `/built?token=${token}`), await statusOf('POST', `/built?token=${token}`)];

  expect(replies).toEqual([201, 404]);
  expect(await lab.open().find(request.fqdn)).toMatchObject({ build: false, installedAt: expect.any(String) });
});

meets(lab, 'foreman.log-is-cut', 'shows a log that was cut', async () => {
  await statusOf('POST', `/failed?token=${await startBuild()}`, 'x'.repeat(70_000));

  const [host] = await lab.open().list();

  expect(host?.buildError).toMatch(/^x+\nOutput trimmed\n$/);
});

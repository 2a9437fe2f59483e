import { until, type Lab } from '../clients.ts';
import { mac, type Endpoint } from '../metal.ts';
import type { CasesOf } from './case.ts';
import { create, fqdn, type BuildTrap } from './foreman.ts';

interface ShownHost {
  token: string;
  installed_at: string | null;
}

async function call(lab: Lab, method: string, path: string, body: string | null = null): Promise<number> {
  return (await fetch(`${lab.simulator.urls.foreman}/unattended/${path}`, { method, body })).status;
}

async function build(lab: Lab, endpoint: Endpoint): Promise<string> {
  return ((await create(lab, endpoint)).body as ShownHost).token;
}

/** The token of a host whose build token is over. */
async function expired(lab: Lab, endpoint: Endpoint): Promise<string> {
  await lab.admin('PUT', '/_sim/settings', { tokenMinutes: 0.001 });
  const token = await build(lab, endpoint);
  const made = Date.now();
  await until('the expiry', async () => Date.now() > made + 60);
  return token;
}

async function put(lab: Lab, host: object): Promise<ShownHost> {
  return (await lab.foreman('PUT', `/api/hosts/${fqdn}`, { host })).body;
}

export const foremanBuildCases: Pick<CasesOf<'foreman'>, BuildTrap> = {
  'foreman.token-once-per-build': {
    async ask(lab, endpoint) {
      const token = await build(lab, endpoint);
      return (await put(lab, { build: true })).token === token;
    },
    on: true,
    off: false,
  },
  'foreman.token-expires': {
    async ask(lab, endpoint) {
      const token = await expired(lab, endpoint);
      const status = (await lab.foreman('GET', `/api/hosts/${fqdn}/status/build`)).body as { status: number };
      return [status.status, await call(lab, 'GET', `provision?token=${token}`)];
    },
    on: [2, 404],
    off: [1, 200],
  },
  'foreman.never-built-is-status-zero': {
    async ask(lab, endpoint) {
      await create(lab, endpoint, { build: false });
      return (await lab.foreman('GET', `/api/hosts/${fqdn}/status/build`)).body;
    },
    on: { status: 0, status_label: 'Installed' },
    off: { status: null, status_label: 'Never built' },
  },
  'foreman.installed-at-stays': {
    async ask(lab, endpoint) {
      await call(lab, 'POST', `built?token=${await build(lab, endpoint)}`);
      return (await put(lab, { build: true })).installed_at;
    },
    on: expect.any(String),
    off: null,
  },
  'foreman.expired-token-is-a-404': {
    async ask(lab, endpoint) {
      const token = await expired(lab, endpoint);
      return [await call(lab, 'GET', `provision?token=${token}`), await call(lab, 'GET', `provision?mac=${mac}`)];
    },
    on: [404, 401],
    off: [401, 401],
  },
  'foreman.token-before-mac': {
    async ask(lab, endpoint) {
      await build(lab, endpoint);
      return call(lab, 'GET', `provision?token=unknown&mac=${mac}`);
    },
    on: 404,
    off: 200,
  },
  'foreman.kickstart-in-build-mode-only': {
    async ask(lab, endpoint) {
      await create(lab, endpoint, { build: false });
      return call(lab, 'GET', `provision?mac=${mac}`);
    },
    on: 405,
    off: 200,
  },
  'foreman.system-missing-is-a-409': {
    async ask(lab) {
      const host = { name: 'bare', managed: false, build: true, mac };
      await lab.foreman('POST', '/api/hosts', { host });
      return call(lab, 'GET', `provision?mac=${mac}`);
    },
    on: 409,
    off: 404,
  },
  'foreman.built-after-expiry': {
    ask: async (lab, endpoint) => call(lab, 'POST', `built?token=${await expired(lab, endpoint)}`),
    on: 201,
    off: 404,
  },
  'foreman.built-once': {
    async ask(lab, endpoint) {
      const token = await build(lab, endpoint);
      return [await call(lab, 'POST', `built?token=${token}`), await call(lab, 'POST', `built?token=${token}`)];
    },
    on: [201, 404],
    off: [201, 201],
  },
  'foreman.log-is-cut': {
    async ask(lab, endpoint) {
      await call(lab, 'POST', `failed?token=${await build(lab, endpoint)}`, 'x'.repeat(70_000));
      return ((await lab.foreman('GET', `/api/hosts/${fqdn}`)).body as { build_errors: string }).build_errors.length;
    },
    on: 65_535 + '\nOutput trimmed\n'.length,
    off: 70_000,
  },
};

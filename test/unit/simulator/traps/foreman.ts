import type { foremanBuildTraps } from '../../../../simulator/traps/foreman-build.ts';
import { basic, clientOf, type Lab, type Reply } from '../clients.ts';
import { hostBody, type Endpoint } from '../metal.ts';
import type { CasesOf } from './case.ts';

export type BuildTrap = keyof typeof foremanBuildTraps;

export const fqdn = 'web-1.r1.fleet.example';
const taken = ['has already been taken'];

/** The answer to creating the usual host, changed so. */
export function create(lab: Lab, endpoint: Endpoint, change: object = {}): Promise<Reply> {
  return lab.foreman('POST', '/api/hosts', { host: { ...hostBody(endpoint).host, ...change } });
}

async function errorsOf(reply: Promise<Reply>): Promise<unknown> {
  const { status, body } = await reply;
  return status === 201 || status === 200 ? status : (body as { error: { errors: unknown } }).error.errors;
}

async function shown(lab: Lab, field: string, id = fqdn): Promise<unknown> {
  const reply = await lab.foreman('GET', `/api/hosts/${id}`);
  return reply.status === 200 ? (reply.body as Record<string, unknown>)[field] : reply.status;
}

async function fails(lab: Lab): Promise<void> {
  await lab.admin('PUT', '/_sim/settings', { smartProxies: 'fail' });
}

export const foremanCases: Omit<CasesOf<'foreman'>, BuildTrap> = {
  'foreman.content-type': {
    ask: async (lab, endpoint) => {
      const body = JSON.stringify(hostBody(endpoint));
      return (await lab.foreman('POST', '/api/hosts', body, { 'content-type': 'text/plain' })).status;
    },
    on: 415,
    off: 201,
  },
  'foreman.brute-force-lock': {
    async ask(lab) {
      const wrong = clientOf(lab.simulator.urls.foreman, { authorization: basic('admin', 'wrong') });
      for (let failure = 0; failure < 30; failure += 1) await wrong('GET', '/api/hosts');
      return (await lab.foreman('GET', '/api/hosts')).status;
    },
    on: 401,
    off: 200,
  },
  'foreman.total-ignores-the-search': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      const { total, subtotal } = (await lab.foreman('GET', '/api/hosts?search=name%3Dnobody')).body as Totals;
      return [total, subtotal];
    },
    on: [1, 0],
    off: [0, 0],
  },
  'foreman.pages-of-twenty': {
    async ask(lab) {
      for (let number = 0; number < 21; number += 1)
        await lab.foreman('POST', '/api/domains', { domain: { name: `d${number}.example` } });
      return ((await lab.foreman('GET', '/api/domains')).body as { results: object[] }).results.length;
    },
    on: 20,
    off: 22,
  },
  'foreman.thin-by-any-text': {
    async ask(lab) {
      const { results } = (await lab.foreman('GET', '/api/media?thin=False')).body as { results: object[] };
      return 'path' in (results[0] ?? {});
    },
    on: false,
    off: true,
  },
  'foreman.error-is-a-map': {
    ask: async (lab, endpoint) => (await create(lab, endpoint, { root_pass: 'short' })).body,
    on: { error: { id: null, errors: { root_pass: expect.any(Array) }, full_messages: expect.any(Array) } },
    off: { error: { message: expect.stringContaining('8 characters') } },
  },
  'foreman.error-is-a-message': {
    ask: async (lab, endpoint) => (await create(lab, endpoint, { medium_id: 99 })).body,
    on: { error: { message: expect.stringContaining("Couldn't find medium") } },
    off: { error: expect.objectContaining({ errors: expect.any(Object) }) },
  },
  'foreman.error-is-a-string': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      const replies = await Promise.all([
        lab.foreman('GET', `/api/hosts/${fqdn}/status/weather`),
        lab.foreman('PUT', `/api/hosts/${fqdn}/power`, { power_action: 'explode' }),
        lab.foreman('POST', '/api/hosts', '{'),
      ]);
      return replies.map(({ body }) => typeof (body as { error: unknown }).error);
    },
    on: ['string', 'string', 'string'],
    off: ['object', 'object', 'object'],
  },
  'foreman.message-without-error': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      return (await lab.foreman('GET', `/api/hosts/${fqdn}/template/finish`)).body;
    },
    on: { message: expect.any(String) },
    off: { error: { message: expect.any(String) } },
  },
  'foreman.proxy-failure-is-a-422': {
    async ask(lab, endpoint) {
      await fails(lab);
      return (await create(lab, endpoint)).body;
    },
    on: { error: expect.objectContaining({ errors: { base: expect.any(Array), conflict: expect.any(Array) } }) },
    off: { error: { message: expect.stringContaining('smart proxy') } },
  },
  'foreman.proxy-failure-keeps-the-host': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      await fails(lab);
      return [(await lab.foreman('DELETE', `/api/hosts/${fqdn}`)).status, await shown(lab, 'name')];
    },
    on: [422, fqdn],
    off: [422, 404],
  },
  'foreman.managed-by-default': {
    ask: async (lab) => (await lab.foreman('POST', '/api/hosts', { host: { name: 'bare' } })).status,
    on: 422,
    off: 201,
  },
  'foreman.managed-needs-everything': {
    ask: (lab, endpoint) =>
      errorsOf(
        create(lab, endpoint, { architecture_id: null, operatingsystem_id: null, medium_id: null, ptable_id: null }),
      ),
    on: expect.objectContaining({
      architecture_id: ["can't be blank"],
      operatingsystem_id: ["can't be blank"],
      medium_id: ["can't be blank"],
      ptable_id: ["can't be blank"],
    }),
    off: 201,
  },
  'foreman.no-default-taxonomy': {
    ask: (lab, endpoint) => errorsOf(create(lab, endpoint, { organization_id: null, location_id: null })),
    on: { organization_id: ["can't be blank"], location_id: ["can't be blank"] },
    off: 201,
  },
  'foreman.managed-needs-a-mac': {
    ask: (lab, endpoint) => errorsOf(create(lab, endpoint, { interfaces_attributes: [] })),
    on: { 'interfaces.mac': ["can't be blank"] },
    off: 201,
  },
  'foreman.managed-needs-a-password': {
    ask: (lab, endpoint) => errorsOf(create(lab, endpoint, { root_pass: null })),
    on: { root_pass: [expect.stringContaining('should not be blank')] },
    off: 201,
  },
  'foreman.long-password': {
    ask: (lab, endpoint) => errorsOf(create(lab, endpoint, { root_pass: 'short' })),
    on: { root_pass: ['should be 8 characters or more'] },
    off: 201,
  },
  'foreman.mac-in-lower-case': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      return shown(lab, 'mac');
    },
    on: '52:54:00:aa:00:01',
    off: '52:54:00:AA:00:01',
  },
  'foreman.name-in-lower-case': {
    ask: async (lab, endpoint) => ((await create(lab, endpoint, { name: 'WEB-1' })).body as { name: string }).name,
    on: fqdn,
    off: 'WEB-1.r1.fleet.example',
  },
  'foreman.name-gets-its-domain': {
    ask: async (lab, endpoint) => ((await create(lab, endpoint)).body as { name: string }).name,
    on: fqdn,
    off: 'web-1',
  },
  'foreman.name-finds-its-domain': {
    async ask(lab) {
      await lab.foreman('POST', '/api/hosts', { host: { name: fqdn, managed: false } });
      return shown(lab, 'domain_id');
    },
    on: 1,
    off: null,
  },
  'foreman.name-without-periods': {
    ask: (lab, endpoint) => errorsOf(create(lab, endpoint, { name: 'web.1' })),
    on: { name: ['must not include periods'] },
    off: 201,
  },
  'foreman.parameter-needs-its-id': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      const parameter = { name: 'bedplate_owner', value: 'uid-2' };
      const host = { host_parameters_attributes: [parameter] };
      return errorsOf(lab.foreman('PUT', `/api/hosts/${fqdn}`, { host }));
    },
    on: { 'host_parameters.name': taken },
    off: 200,
  },
  'foreman.nested-lists-add': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      const host = { host_parameters_attributes: [{ name: 'new', value: 'x' }] };
      await lab.foreman('PUT', `/api/hosts/${fqdn}`, { host });
      return ((await shown(lab, 'parameters')) as object[]).length;
    },
    on: 3,
    off: 1,
  },
  'foreman.interface-type-is-fixed': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      const [nic] = (await shown(lab, 'interfaces')) as { id: number }[];
      const host = { interfaces_attributes: [{ id: nic?.id, type: 'bond' }] };
      return errorsOf(lab.foreman('PUT', `/api/hosts/${fqdn}`, { host }));
    },
    on: { 'interfaces.type': [expect.stringContaining("can't be changed")] },
    off: 200,
  },
  'foreman.delete-shows-the-hash': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      return (await lab.foreman('DELETE', `/api/hosts/${fqdn}`)).text.includes('$6$');
    },
    on: true,
    off: false,
  },
  'foreman.deleted-twice': {
    ask: async (lab) => (await lab.foreman('DELETE', `/api/hosts/${fqdn}`)).status,
    on: 404,
    off: 200,
  },
  'foreman.power-failure-is-a-200': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      return (await lab.foreman('GET', `/api/hosts/${fqdn}/power`)).status;
    },
    on: 200,
    off: 422,
  },
  'foreman.template-needs-a-default': {
    async ask(lab, endpoint) {
      await create(lab, endpoint);
      await lab.foreman('DELETE', '/api/operatingsystems/1/os_default_templates/1');
      return (await lab.foreman('GET', `/api/hosts/${fqdn}/template/provision`)).status;
    },
    on: 404,
    off: 200,
  },
  'foreman.associations-replace': {
    async ask(lab) {
      await lab.foreman('PUT', '/api/operatingsystems/1', { operatingsystem: { ptable_ids: [1] } });
      const { ptables } = (await lab.foreman('GET', '/api/operatingsystems/1')).body as { ptables: { id: number }[] };
      return ptables.map(({ id }) => id);
    },
    on: [1],
    off: [1, 2],
  },
  'foreman.system-name-without-spaces': {
    ask: (lab) =>
      errorsOf(lab.foreman('POST', '/api/operatingsystems', { operatingsystem: { name: 'Red Hat', major: '9' } })),
    on: { name: ["can't contain white spaces."] },
    off: 201,
  },
  'foreman.locked-template': {
    ask(lab) {
      const change = { provisioning_template: { template: 'mine' } };
      return errorsOf(lab.foreman('PUT', '/api/provisioning_templates/Kickstart default iPXE', change));
    },
    on: { base: [expect.stringContaining('This template is locked')] },
    off: 200,
  },
};

interface Totals {
  total: number;
  subtotal: number;
}

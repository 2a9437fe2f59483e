import { clientOf } from '../clients.ts';
import type { CasesOf } from './case.ts';
import {
  address,
  available,
  claimed,
  count,
  make,
  makeClaimField,
  makeDevice,
  makeInterface,
  prepare,
  second,
  type WithId,
} from './nautobot-calls.ts';

export const nautobotCases: CasesOf<'nautobot'> = {
  'nautobot.trailing-slash': {
    ask: async (lab) => (await lab.nautobot('POST', '/api/dcim/manufacturers', { name: 'dell' })).status,
    on: 301,
    off: 201,
  },
  'nautobot.refused-token-is-a-403': {
    async ask(lab) {
      const stranger = clientOf(lab.simulator.urls.nautobot, {});
      return [
        (await stranger('GET', '/api/dcim/racks/')).status,
        (await stranger('GET', '/api/dcim/racks/', undefined, { authorization: 'Token no' })).status,
      ];
    },
    on: [403, 403],
    off: [401, 401],
  },
  'nautobot.version-406': {
    async ask(lab) {
      const headers = { accept: 'application/json; version=9.9' };
      return (await lab.nautobot('GET', '/api/dcim/racks/', undefined, headers)).status;
    },
    on: 406,
    off: 200,
  },
  'nautobot.pages': {
    async ask(lab) {
      const rows = Array.from({ length: 1001 }, (_, index) => ({ name: `m${index}` }));
      await lab.nautobot('POST', '/api/dcim/manufacturers/', rows);
      const lengthOf = async (query: string) =>
        ((await lab.nautobot('GET', `/api/dcim/manufacturers/${query}`)).body as { results: object[] }).results.length;
      return [await lengthOf(''), await lengthOf('?limit=2000')];
    },
    on: [50, 1000],
    off: [1001, 1001],
  },
  'nautobot.depth': {
    async ask(lab) {
      const { results } = (await lab.nautobot('GET', '/api/dcim/racks/')).body as {
        results: { location: { name?: string } }[];
      };
      return results[0]?.location.name;
    },
    on: undefined,
    off: 'az1',
  },
  'nautobot.unknown-filter': {
    ask: async (lab) => (await lab.nautobot('GET', '/api/dcim/racks/?cf_nosuch=1')).status,
    on: 400,
    off: 200,
  },
  'nautobot.custom-filter-takes-one': {
    async ask(lab) {
      await makeClaimField(lab);
      await make(lab, 'ipam/ip-addresses', { ...address, custom_fields: { claim: 'c-1' } });
      await make(lab, 'ipam/ip-addresses', { ...address, address: '10.0.1.8/24', custom_fields: { claim: 'c-2' } });
      return count(lab, '/api/ipam/ip-addresses/?cf_claim=c-1&cf_claim=c-2');
    },
    on: 1,
    off: 2,
  },
  'nautobot.ambiguous-reference': {
    async ask(lab) {
      await prepare(lab);
      await make(lab, 'dcim/racks', { name: 'r1', location: 'az1', status: 'Active' });
      return (await second(lab, { rack: { name: 'r1' } })).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.dangling-reference': {
    async ask(lab) {
      await prepare(lab);
      return (await second(lab, { rack: { name: 'r9' } })).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.status-by-content-type': {
    async ask(lab) {
      await prepare(lab);
      return (await second(lab, { status: 'Provisioning' })).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.unknown-custom-field': {
    async ask(lab) {
      await prepare(lab);
      return (await second(lab, { custom_fields: { nosuch: 'x' } })).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.errors-under-all': {
    async ask(lab) {
      await makeDevice(lab);
      return Object.keys((await second(lab, { name: 'n1' })).body);
    },
    on: ['__all__'],
    off: ['name'],
  },
  'nautobot.errors-under-non-field': {
    async ask(lab) {
      const { deviceId } = await makeInterface(lab);
      const nic = { device: deviceId, name: 'eth0', type: 'other', status: 'Active' };
      return Object.keys((await lab.nautobot('POST', '/api/dcim/interfaces/', nic)).body);
    },
    on: ['non_field_errors'],
    off: ['name'],
  },
  'nautobot.deleted-twice': {
    async ask(lab) {
      const path = `/api/ipam/ip-addresses/${await make(lab, 'ipam/ip-addresses', address)}/`;
      await lab.nautobot('DELETE', path);
      return (await lab.nautobot('DELETE', path)).status;
    },
    on: 404,
    off: 204,
  },
  'nautobot.dependants': {
    async ask(lab) {
      await makeDevice(lab);
      const { results } = (await lab.nautobot('GET', '/api/dcim/device-types/')).body as { results: WithId[] };
      const { status } = await lab.nautobot('DELETE', `/api/dcim/device-types/${results[0]?.id}/`);
      return [status, await count(lab, '/api/dcim/devices/')];
    },
    on: [409, 1],
    off: [204, 0],
  },
  'nautobot.bulk-is-atomic': {
    async ask(lab) {
      await lab.nautobot('POST', '/api/dcim/manufacturers/', [{ name: 'good' }, { name: 'good' }]);
      return count(lab, '/api/dcim/manufacturers/');
    },
    on: 0,
    off: 1,
  },
  'nautobot.no-if-match': {
    async ask(lab) {
      const path = `/api/ipam/ip-addresses/${await make(lab, 'ipam/ip-addresses', address)}/`;
      return (await lab.nautobot('PATCH', path, { dns_name: 'x' }, { 'if-match': '"old"' })).status;
    },
    on: 200,
    off: 412,
  },
  'nautobot.name-per-location': {
    async ask(lab) {
      await makeDevice(lab);
      await lab.admin('POST', '/_sim/seed', { locations: ['az2'] });
      return (await second(lab, { name: 'n1', location: 'az2' })).status;
    },
    on: 201,
    off: 400,
  },
  'nautobot.place-is-unique': {
    async ask(lab) {
      const place = { rack: { name: 'r1' }, position: 7, face: 'front' };
      await makeDevice(lab, place);
      return (await second(lab, place)).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.serial-may-repeat': {
    async ask(lab) {
      await makeDevice(lab, { serial: 'S' });
      return (await second(lab, { serial: 'S' })).status;
    },
    on: 201,
    off: 400,
  },
  'nautobot.racks-of-one-name': {
    async ask(lab) {
      const rack = { name: 'r1', location: 'az1', status: 'Active' };
      return (await lab.nautobot('POST', '/api/dcim/racks/', rack)).status;
    },
    on: 201,
    off: 400,
  },
  'nautobot.mac-in-upper-case': {
    async ask(lab) {
      const { interfaceId } = await makeInterface(lab, { mac_address: '52:54:00:aa:00:01' });
      const shown = (await lab.nautobot('GET', `/api/dcim/interfaces/${interfaceId}/`)).body as { mac_address: string };
      return shown.mac_address;
    },
    on: '52:54:00:AA:00:01',
    off: '52:54:00:aa:00:01',
  },
  'nautobot.mac-may-repeat': {
    async ask(lab) {
      const mac = { mac_address: '52:54:00:AA:00:01' };
      const { deviceId } = await makeInterface(lab, mac);
      const nic = { device: deviceId, name: 'eth1', type: 'other', status: 'Active', ...mac };
      return (await lab.nautobot('POST', '/api/dcim/interfaces/', nic)).status;
    },
    on: 201,
    off: 400,
  },
  'nautobot.join-before-primary': {
    async ask(lab) {
      const id = await makeDevice(lab);
      const ip = await make(lab, 'ipam/ip-addresses', address);
      return (await lab.nautobot('PATCH', `/api/dcim/devices/${id}/`, { primary_ip4: ip })).status;
    },
    on: 400,
    off: 200,
  },
  'nautobot.join-is-unique': {
    async ask(lab) {
      const { interfaceId } = await makeInterface(lab);
      const join = { interface: interfaceId, ip_address: await make(lab, 'ipam/ip-addresses', address) };
      await make(lab, 'ipam/ip-address-to-interface', join);
      return (await lab.nautobot('POST', '/api/ipam/ip-address-to-interface/', join)).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.address-needs-a-prefix': {
    ask: async (lab) =>
      (await lab.nautobot('POST', '/api/ipam/ip-addresses/', { ...address, address: '192.0.2.1/24' })).status,
    on: 400,
    off: 201,
  },
  'nautobot.address-is-unique': {
    async ask(lab) {
      await make(lab, 'ipam/ip-addresses', address);
      return (await lab.nautobot('POST', '/api/ipam/ip-addresses/', { ...address, address: '10.0.1.9/32' })).status;
    },
    on: 400,
    off: 201,
  },
  'nautobot.available-ips-race': {
    async ask(lab) {
      await lab.admin('PUT', '/_sim/settings', { ipamGapMs: 100 });
      const path = await available(lab);
      const both = await Promise.all([1, 2].map(() => lab.nautobot('POST', path, { status: 'Reserved' })));
      return both.map(({ status }) => status).sort();
    },
    on: [201, 400],
    off: [201, 201],
  },
  'nautobot.exhausted-is-a-204': {
    async ask(lab) {
      const path = await available(lab, '10.0.2.0/30');
      const take = () => lab.nautobot('POST', path, { status: 'Reserved' });
      await take();
      await take();
      return (await take()).status;
    },
    on: 204,
    off: 409,
  },
  'nautobot.available-ips-leak': {
    async ask(lab) {
      await makeClaimField(lab);
      const path = await available(lab);
      await lab.nautobot('POST', path, claimed);
      await lab.nautobot('POST', path, claimed);
      return count(lab, '/api/ipam/ip-addresses/');
    },
    on: 2,
    off: 1,
  },
  'nautobot.gateway-first': {
    async ask(lab) {
      const reply = await lab.nautobot('POST', await available(lab), { status: 'Reserved' });
      return (reply.body as { address: string }).address;
    },
    on: '10.0.1.1/24',
    off: '10.0.1.2/24',
  },
};

import type { Lab, Reply } from '../clients.ts';
import type { CasesOf } from './case.ts';

const zones = '/api/v1/servers/localhost/zones';
const zone = `${zones}/fleet.example.`;

interface Shown {
  serial: number;
  rrsets: { name: string; type: string; ttl: number; records: { content: string }[] }[];
}

function rrset(change: object = {}) {
  const records = [{ content: '10.0.1.11', disabled: false }];
  return { name: 'n1.fleet.example.', type: 'A', ttl: 300, changetype: 'REPLACE', records, ...change };
}

function patch(lab: Lab, ...changes: object[]): Promise<Reply> {
  return lab.powerdns('PATCH', zone, { rrsets: changes.map(rrset) });
}

async function shown(lab: Lab): Promise<Shown> {
  return (await lab.powerdns('GET', zone)).body;
}

async function namesIn(lab: Lab): Promise<string[]> {
  return (await shown(lab)).rrsets.filter(({ type }) => type === 'A').map(({ name }) => name);
}

export const powerdnsCases: CasesOf<'powerdns'> = {
  'powerdns.errors-in-plain-text': {
    async ask(lab) {
      const replies = [
        await lab.powerdns('GET', `${zones}/nope.`),
        await lab.powerdns('PATCH', zone, '{'),
        await lab.powerdns('PUT', zones, {}),
        await lab.powerdns('GET', zones, undefined, { 'x-api-key': 'no' }),
      ];
      return replies.map(({ headers }) => headers.get('content-type')?.split(';')[0]);
    },
    on: Array<string>(4).fill('text/plain'),
    off: Array<string>(4).fill('application/json'),
  },
  'powerdns.zone-exists': {
    ask: async (lab) => (await lab.powerdns('POST', zones, { name: 'fleet.example.', kind: 'Native' })).status,
    on: 409,
    off: 200,
  },
  'powerdns.canonical-name': {
    ask: async (lab) => (await patch(lab, { name: 'n1.fleet.example' })).status,
    on: 422,
    off: 204,
  },
  'powerdns.name-in-lower-case': {
    async ask(lab) {
      await patch(lab, { name: 'N1.Fleet.Example.' });
      return namesIn(lab);
    },
    on: ['n1.fleet.example.'],
    off: ['N1.Fleet.Example.'],
  },
  'powerdns.out-of-zone': {
    ask: async (lab) => (await patch(lab, { name: 'n1.other.' })).status,
    on: 422,
    off: 204,
  },
  'powerdns.parent-zone-takes-all': {
    ask: async (lab) => (await lab.powerdns('PATCH', `${zones}/example.`, { rrsets: [rrset()] })).status,
    on: 204,
    off: 422,
  },
  'powerdns.zone-id': {
    async ask(lab) {
      const made = await lab.powerdns('POST', zones, { name: '0/26.1.0.10.in-addr.arpa.', kind: 'Native' });
      return (made.body as { id: string }).id;
    },
    on: '0=2F26.1.0.10.in-addr.arpa.',
    off: '0/26.1.0.10.in-addr.arpa.',
  },
  'powerdns.batch-is-atomic': {
    async ask(lab) {
      const { status } = await patch(lab, {}, { name: 'n2.fleet.example.', records: [{ content: 'nope' }] });
      return [status, await namesIn(lab)];
    },
    on: [422, []],
    off: [422, ['n1.fleet.example.']],
  },
  'powerdns.locked-zone': {
    async ask(lab) {
      await lab.admin('PUT', '/_sim/settings', { dnsLockMs: 100 });
      const both = await Promise.all([patch(lab), patch(lab, { name: 'n2.fleet.example.' })]);
      return both.map(({ status }) => status).sort();
    },
    on: [204, 500],
    off: [204, 204],
  },
  'powerdns.serial-moves': {
    async ask(lab) {
      await patch(lab);
      const { serial } = await shown(lab);
      await patch(lab);
      return (await shown(lab)).serial - serial;
    },
    on: 1,
    off: 0,
  },
  'powerdns.content-is-parsed': {
    ask: async (lab) => (await patch(lab, { records: [{ content: 'nope' }] })).status,
    on: 422,
    off: 204,
  },
  'powerdns.target-needs-its-dot': {
    ask: async (lab) => (await patch(lab, { type: 'PTR', records: [{ content: 'n1.fleet.example' }] })).status,
    on: 422,
    off: 204,
  },
  'powerdns.record-repeats': {
    ask: async (lab) => (await patch(lab, { records: [{ content: '10.0.0.1' }, { content: '10.0.0.1' }] })).status,
    on: 422,
    off: 204,
  },
  'powerdns.cname-stands-alone': {
    ask: async (lab) => (await patch(lab, {}, { type: 'CNAME', records: [{ content: 'x.fleet.example.' }] })).status,
    on: 422,
    off: 204,
  },
  'powerdns.ttl-is-an-integer': {
    ask: async (lab) => (await patch(lab, { ttl: 0.5 })).status,
    on: 422,
    off: 204,
  },
  'powerdns.changetypes': {
    ask: async (lab) => (await patch(lab, { changetype: 'EXTEND' })).status,
    on: 422,
    off: 204,
  },
};

import { PowerDns } from '../../../activities/adapters/powerdns/powerdns.ts';
import type { DnsRecordSet } from '../../../activities/ports/dns.ts';
import { expectFailure } from '../expect-failure.ts';
import { ours } from '../owners.ts';
import { plantRecordSet } from '../powerdns-api.ts';
import { forward, reverse, zones } from '../suites/dns.ts';
import { meets, TrapLab } from './trap-lab.ts';

const lab = new TrapLab((simulated) => simulated.admin('POST', '/_sim/seed', { zones }));

/** A fresh adapter, which remembers nothing. */
function open(apiKey = lab.simulated.credentials.powerdns.apiKey): PowerDns {
  const http = lab.simulated.http({ timeoutMs: 5_000 });
  return new PowerDns({ url: lab.simulated.urls.powerdns, credentials: { apiKey }, http });
}

function patch(zone: string, change: object = {}) {
  const rrset = { name: forward.name, type: 'A', ttl: 300, changetype: 'REPLACE', records: [{ content: '10.9.9.9' }] };
  return lab.naive.powerdns('PATCH', `/zones/${zone}`, { rrsets: [{ ...rrset, ...change }] });
}

/** Of as many nodes, each with an owner of its own. */
function publishAll(records: readonly DnsRecordSet[]) {
  const dns = open();
  const ownerOf = ({ name }: DnsRecordSet) => ({ ...ours, uid: name, name: name.split('.')[0] ?? '' });
  return Promise.allSettled(records.map((record) => dns.publish(ownerOf(record), [record])));
}

function nodes(count: number): DnsRecordSet[] {
  return Array.from({ length: count }, (_, index) => ({
    ...forward,
    name: `n${index}.fleet.example.`,
    contents: [`10.1.1.${index + 1}`],
  }));
}

async function patches() {
  return (await lab.simulated.journal('powerdns')).filter(({ method }) => method === 'PATCH');
}

async function serial(): Promise<number> {
  return ((await lab.naive.powerdns('GET', '/zones/fleet.example.')).body as { serial: number }).serial;
}

meets(lab, 'powerdns.errors-in-plain-text', 'reads a refusal that is no JSON', async () => {
  await expectFailure(open('wrong-key').find(forward.name, 'A'), 'AuthRejected', 'Unauthorized');

  const naive = await lab.naive.powerdns('GET', '/zones', undefined, { 'x-api-key': 'wrong-key' });
  expect(naive.headers.get('content-type')).toMatch(/^text\/plain/);
});

meets(lab, 'powerdns.zone-exists', 'writes into zones that are there, and makes none', async () => {
  await open().publish(ours, [forward]);

  expect((await lab.simulated.writes('powerdns')).filter((write) => write.startsWith('POST'))).toEqual([]);
  expect((await lab.naive.powerdns('POST', '/zones', { name: 'fleet.example.', kind: 'Native' })).status).toBe(409);
});

meets(lab, 'powerdns.canonical-name', 'writes names with their final dot', async () => {
  await open().publish(ours, [forward]);

  expect((await patches()).map(({ status }) => status)).toEqual([204]);
  expect((await patch('fleet.example.', { name: 'n2.fleet.example' })).status).toBe(422);
});

meets(lab, 'powerdns.name-in-lower-case', 'finds whose a name is, however it was sent', async () => {
  await plantRecordSet(lab.simulated, { ...forward, name: 'N1.Fleet.Example.', contents: ['10.9.9.9'] });

  await expectFailure(open().publish(ours, [forward]), 'Conflict', /nobody/);
});

meets(lab, 'powerdns.out-of-zone', 'sends no name to a zone that does not hold it', async () => {
  await expectFailure(open().publish(ours, [{ ...forward, name: 'n1.other.' }]), 'NotFound', 'n1.other.');

  expect(await patches()).toEqual([]);
  expect((await patch('fleet.example.', { name: 'n1.other.' })).status).toBe(422);
});

meets(lab, 'powerdns.parent-zone-takes-all', 'looks and writes in the zone with the longest name', async () => {
  expect((await patch('example.')).status).toBe(204);

  expect(await open().find(forward.name, 'A')).toBeUndefined();
  await open().publish(ours, [forward]);
  expect(await open().find(forward.name, 'A')).toMatchObject({ contents: forward.contents });
});

meets(lab, 'powerdns.zone-id', 'addresses a zone by the id that it has', async () => {
  // A zone's id is made with the zone.
  const zone = `64/26.${Date.now()}.1.10.in-addr.arpa.`;
  await lab.simulated.admin('POST', '/_sim/seed', { zones: [zone] });

  await open().publish(ours, [{ ...reverse, name: `70.${zone}` }]);

  const id = zone.replace('/', '=2F');
  expect((await patches()).map(({ path }) => decodeURIComponent(path.split('/').at(-1) ?? ''))).toEqual([id]);
});

meets(lab, 'powerdns.batch-is-atomic', 'sends again what was good in a refused batch', async () => {
  const records = nodes(5).map((record, index) => (index === 2 ? { ...record, contents: ['nope'] } : record));

  const results = await publishAll(records);

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  expect((await patches()).filter(({ status }) => status === 422).map(({ changed }) => changed)).toEqual([
    false,
    false,
  ]);
});

meets(lab, 'powerdns.locked-zone', 'sends one PATCH of a zone at a time', async () => {
  await lab.set({ dnsLockMs: 50 });

  await publishAll(nodes(40));
  const sent = await patches();
  const naive = await Promise.all(
    ['n50', 'n51'].map((name) => patch('fleet.example.', { name: `${name}.fleet.example.` })),
  );

  expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 204));
  expect(naive.map(({ status }) => status).sort()).toEqual([204, 500]);
});

meets(lab, 'powerdns.serial-moves', 'sends no PATCH for what is so already', async () => {
  await open().publish(ours, [forward]);
  const before = await serial();
  await open().publish(ours, [forward]);
  expect(await serial()).toBe(before);

  await patch('fleet.example.', { name: 'n2.fleet.example.', records: [] });

  expect(await serial()).toBe(before + 1);
});

meets(lab, 'powerdns.content-is-parsed', 'tells which content is wrong', async () => {
  const bad = { ...forward, contents: ['nope'] };

  await expectFailure(open().publish(ours, [bad]), 'InvalidInput', /Parsing record content/, forward.name);
});

meets(lab, 'powerdns.target-needs-its-dot', 'tells that a target has no final dot', async () => {
  const bad = { ...reverse, contents: ['n1.fleet.example'] };

  await expectFailure(open().publish(ours, [bad]), 'InvalidInput', /Not in expected format/);
});

meets(lab, 'powerdns.record-repeats', 'tells that a record is there twice', async () => {
  const bad = { ...forward, contents: ['10.1.1.11', '10.1.1.11'] };

  await expectFailure(open().publish(ours, [bad]), 'InvalidInput', /Duplicate record/);
});

meets(lab, 'powerdns.cname-stands-alone', 'tells a CNAME in the way', async () => {
  await plantRecordSet(lab.simulated, { name: forward.name, type: 'CNAME', ttl: 60, contents: ['www.example.'] });

  await expectFailure(open().publish(ours, [forward]), 'Conflict', /Conflicts with pre-existing/);
});

meets(lab, 'powerdns.ttl-is-an-integer', 'tells that a TTL is no whole number', async () => {
  await expectFailure(open().publish(ours, [{ ...forward, ttl: 0.5 }]), 'InvalidInput', /'ttl' not an Integer/);
});

meets(lab, 'powerdns.changetypes', 'replaces and deletes, which every version knows', async () => {
  await open().publish(ours, [forward]);
  await open().withdraw(ours, [forward]);

  expect((await patches()).map(({ status }) => status)).toEqual([204, 204]);
  expect((await patch('fleet.example.', { changetype: 'EXTEND' })).status).toBe(422);
});

import { PowerDns } from '../../activities/adapters/powerdns/powerdns.ts';
import type { DnsRecordSet } from '../../activities/ports/dns.ts';
import { expectFailure } from './expect-failure.ts';
import { ours } from './owners.ts';
import { Simulated } from './simulated.ts';
import { forward, reverse, zones } from './suites/dns.ts';

describe('PowerDNS, where it bites', () => {
  let simulated: Simulated;
  let dns: PowerDns;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  const open = (apiKey = simulated.credentials.powerdns.apiKey) =>
    new PowerDns({ url: simulated.urls.powerdns, credentials: { apiKey }, http: simulated.http({ timeoutMs: 5_000 }) });
  const nodes = (count: number): DnsRecordSet[] =>
    Array.from({ length: count }, (_, index) => ({
      ...forward,
      name: `n${index}.fleet.example.`,
      contents: [`10.1.1.${index + 1}`],
    }));
  const ownerOf = (record: DnsRecordSet) => ({ ...ours, uid: record.name, name: record.name.split('.')[0] ?? '' });
  const patches = async () => (await simulated.journal('powerdns')).filter((entry) => entry.method === 'PATCH');

  beforeEach(async () => {
    await simulated.reset();
    await simulated.admin('POST', '/_sim/seed', { zones });
    dns = open();
    await simulated.mark();
  });

  it('reads a refused key from plain text', async () => {
    const failure = await expectFailure(open('wrong-key').find(forward.name, 'A'), 'AuthRejected', /DNS Secret/);

    expect(failure.outage).toBe('refused');
    expect(failure.message).not.toContain('wrong-key');
  });

  it('adopts and lets go without touching records, their time to live, or the comments of others', async () => {
    const note = { content: 'ask the web team', account: 'hostmaster', modified_at: 1 };
    const url = `${simulated.urls.powerdns}/api/v1/servers/localhost/zones/fleet.example.`;
    const headers = { 'x-api-key': simulated.credentials.powerdns.apiKey, 'content-type': 'application/json' };
    const { name, type, contents } = forward;
    const records = contents.map((content) => ({ content, disabled: false }));
    const rrsets = [{ changetype: 'REPLACE', name, type, ttl: 77, records, comments: [note] }];
    await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ rrsets }) });
    const row = async () => {
      const zone = (await (await fetch(url, { headers })).json()) as { rrsets: { name: string; comments: object[] }[] };
      return zone.rrsets.find((candidate) => candidate.name === name);
    };

    await dns.adopt(ours, [forward]);
    expect(await row()).toMatchObject({
      ttl: 77,
      records,
      comments: [{ content: note.content }, { account: 'bedplate' }],
    });
    await dns.disown(ours, [forward]);
    expect(await row()).toMatchObject({ ttl: 77, records });
    expect((await row())?.comments).toMatchObject([{ content: note.content, account: note.account }]);
    expect(await patches()).toHaveLength(3);
  });

  it.each([
    ['a locked database', { status: 500, body: 'Internal Server Error' }, 'Unavailable', 'Internal Server Error'],
    ['too many requests', { status: 429 }, 'Throttled', '429'],
  ] as const)('tells %s', async (_what, fault, type, words) => {
    await simulated.fault({ system: 'powerdns', method: 'PATCH', ...fault });

    await expectFailure(dns.publish(ours, [forward]), type, words, forward.name);
  });

  it('writes a zone with one PATCH at a time, and merges those that wait', async () => {
    const records = nodes(40);

    await Promise.all(records.map((record) => dns.publish(ownerOf(record), [record])));

    const sent = await patches();
    expect(sent.map((entry) => entry.status)).toEqual(sent.map(() => 204));
    expect(sent.length).toBeLessThanOrEqual(3);
    expect(await dns.list()).toHaveLength(40);
  });

  it('fails only the caller whose record is bad', async () => {
    const records = nodes(5).map((record, index) => (index === 2 ? { ...record, contents: ['nope'] } : record));

    const results = await Promise.allSettled(records.map((record) => dns.publish(ownerOf(record), [record])));

    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(results[2]).toMatchObject({
      reason: { type: 'InvalidInput', message: expect.stringContaining('n2.fleet.example.') },
    });
  });

  it('gives a contested name to one, and tells the other whose it is', async () => {
    const other = { ...ours, uid: 'uid-2', name: 'n2' };

    const results = await Promise.allSettled([dns.publish(ours, [forward]), dns.publish(other, [forward])]);

    expect(results[0]?.status).toBe('fulfilled');
    expect(results[1]).toMatchObject({ reason: { type: 'Conflict', message: expect.stringContaining('team-a/n1') } });
  });

  it('sends no PATCH for what is so already', async () => {
    await dns.publish(ours, [forward, reverse]);
    await simulated.mark();

    await open().publish(ours, [forward, reverse]);

    expect(await patches()).toEqual([]);
  });

  it('writes what is good in one zone when another refuses', async () => {
    await expectFailure(dns.publish(ours, [{ ...reverse, contents: ['no-final-dot'] }, forward]), 'InvalidInput');

    expect(await dns.find(forward.name, 'A')).toBeDefined();
  });

  it('finds a zone that was made a moment ago', async () => {
    await dns.list();
    await simulated.admin('POST', '/_sim/seed', { zones: ['new.test.'] });

    await dns.publish(ours, [{ ...forward, name: 'n1.new.test.' }]);

    expect(await dns.find('n1.new.test.', 'A')).toMatchObject({ owner: ours });
  });
});

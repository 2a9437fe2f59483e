import { type Alert, alertmanager, judgeAlerts } from '../../../activities/gates/alertmanager.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import { PlayedServer } from '../played-server.ts';
import { about, aGate, BEFORE, LATER, MEANWHILE, NOW, SINCE } from './a-gate.ts';

function alert(startsAt: string, status: Partial<Alert['status']> = {}, alertname = 'DiskFull'): Alert {
  return { labels: { alertname, rack: 'r1' }, startsAt, status: { state: 'active', ...status } };
}

const SILENCED: Alert['status'] = { state: 'suppressed', silencedBy: ['s1'] };
const INHIBITED: Alert['status'] = { state: 'suppressed', silencedBy: [] };
const UNPROCESSED: Alert['status'] = { state: 'unprocessed' };

it.each<[string, Alert[], GateVerdict, string]>([
  ['none', [], 'Healthy', 'no new alert'],
  ['one that was there before', [alert(BEFORE)], 'Healthy', 'no new alert; 1 were there before the release'],
  [
    'one that began with the bucket',
    [alert('2026-01-01T12:00:00Z')],
    'Unhealthy',
    'alert DiskFull since 2026-01-01T12:',
  ],
  ['one that began meanwhile', [alert(MEANWHILE)], 'Unhealthy', `alert DiskFull since ${MEANWHILE}`],
  ['one that is silenced', [alert(MEANWHILE, SILENCED)], 'Unhealthy', `alert DiskFull since ${MEANWHILE}, silenced`],
  ['one that is inhibited', [alert(MEANWHILE, INHIBITED)], 'Unhealthy', `alert DiskFull since ${MEANWHILE}, inhibited`],
  [
    'one that is not processed yet',
    [alert(MEANWHILE, UNPROCESSED)],
    'Pending',
    `pending: alert DiskFull since ${MEANWHILE}`,
  ],
  ['one that begins later', [alert(LATER)], 'Pending', `pending: alert DiskFull since ${LATER}`],
  ['an old one that is processed again', [alert(BEFORE, UNPROCESSED)], 'Healthy', 'no new alert; 1 were there before'],
  ['an old one beside a new one', [alert(BEFORE), alert(MEANWHILE)], 'Unhealthy', `${MEANWHILE}; 1 were there before`],
  ['a pending one beside a firing one', [alert(LATER), alert(MEANWHILE)], 'Unhealthy', `since ${MEANWHILE}`],
  ['a silenced one beside a pending one', [alert(MEANWHILE, SILENCED), alert(LATER)], 'Unhealthy', 'silenced'],
  ['many', Array.from({ length: 5 }, () => alert(MEANWHILE)), 'Unhealthy', ' and 2 more'],
])('of alerts there is %s', (_, alerts, verdict, words) => {
  const measured = judgeAlerts(alerts, { since: SINCE, now: NOW });
  expect(measured).toEqual({ verdict, message: expect.stringContaining(words) as string });
});

describe('what is asked', () => {
  let server: PlayedServer;
  beforeAll(async () => {
    server = await PlayedServer.start();
  });
  afterAll(() => server.close());

  const ask = (fields: object = {}, matchers = ['rack="{{bucket}}"', 'severity="page"'], rest = {}) =>
    alertmanager(aGate('Alertmanager', { url: `${server.url}/am/`, matchers, ...fields }), about(rest));
  const query = (index = 0) => new URL(server.asked[index]?.path ?? '', server.url).searchParams;

  test('is filled in, with the silenced ones, and with the token of the Secret', async () => {
    server.answers(200, []);
    await expect(ask({ tokenSecretRef: { name: 'alerts' } })).resolves.toMatchObject({ verdict: 'Healthy' });

    expect(server.asked[0]).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer alerts-token' } });
    expect(server.asked[0]?.path).toMatch(/^\/am\/api\/v2\/alerts\?/);
    expect(query().getAll('filter')).toEqual(['rack="r1"', 'severity="page"']);
    expect(Object.fromEntries(query())).toMatchObject({ active: 'true', silenced: 'true', inhibited: 'true' });
  });

  test('leaves out the silenced and the inhibited ones where that is wanted', async () => {
    server.answers(200, []);
    await ask({ includeSilenced: false });
    expect(Object.fromEntries(query())).toMatchObject({ active: 'true', silenced: 'false', inhibited: 'false' });
  });

  test('is asked once for each node where a matcher names it, and the worst answer counts', async () => {
    server.answers(200, []);
    server.answer = (response, { path }) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(path.includes('web-2') ? [alert(MEANWHILE)] : []));
    };
    await expect(ask({}, ['node="{{node}}"'])).resolves.toMatchObject({ verdict: 'Unhealthy' });
    expect([query(0).get('filter'), query(1).get('filter')].sort()).toEqual(['node="web-1"', 'node="web-2"']);
  });

  test('a URL may name the bucket, too', async () => {
    server.answers(200, []);
    await ask({ url: `${server.url}/{{bucket}}` });
    expect(server.asked[0]?.path).toMatch(/^\/r1\/api\/v2\/alerts\?/);
  });

  it.each<[string, () => void, string]>([
    ['500', () => server.answers(500, 'out of memory', 'text/plain'), 'answered 500: out of memory'],
    ['400, as a text', () => server.answers(400, 'bad matcher format'), 'answered 400: bad matcher format'],
    ['422, as an object', () => server.answers(422, { code: 601, message: 'wrong' }), 'answered 422: wrong'],
    ['a login page', () => server.answers(200, '<html>', 'text/html'), 'answered no list of alerts'],
    ['JSON that is cut off', () => server.answers(200, '[{', 'application/json; x'), 'is cut off or is no JSON'],
    ['something else', () => server.answers(200, { status: 'ok' }), 'answered no list of alerts'],
    ['a time that is none', () => server.answers(200, [alert('soon')]), 'answered no list of alerts'],
    ['a state that nobody knows', () => server.answers(200, [alert(BEFORE, { state: 'x' as 'active' })]), 'no list'],
    ['nothing in time', () => server.hangs(), 'did not answer within 0.2 s'],
  ])('an answer of %s is unknown, and says so without the query', async (_, plays, words) => {
    plays();
    const { verdict, message } = await ask({}, ['secret="hush"'], { timeoutMs: 200 });
    expect({ verdict, message }).toEqual({ verdict: 'Unknown', message: expect.stringContaining(words) as string });
    expect(message).toContain(`Alertmanager ${server.url}/am/api/v2/alerts `);
    expect(message).not.toContain('hush');
  });

  test('one that nobody listens for is unknown', async () => {
    const gate = aGate('Alertmanager', { url: 'http://127.0.0.1:1', matchers: ['a="b"'] });
    await expect(alertmanager(gate, about())).resolves.toEqual({
      verdict: 'Unknown',
      message: "Alertmanager http://127.0.0.1:1/api/v2/alerts can't be asked: nothing listens there (ECONNREFUSED)",
    });
  });

  test('who calls it off gets no answer', async () => {
    server.hangs();
    const calledOff = new AbortController();
    const asked = ask({}, ['a="b"'], { signal: calledOff.signal });
    calledOff.abort(new Error('called off'));
    await expect(asked).rejects.toThrow('called off');
  });
});

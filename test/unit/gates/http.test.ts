import { http, judgeStatus } from '../../../activities/gates/http.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import { PlayedServer } from '../played-server.ts';
import { about, aGate } from './a-gate.ts';

it.each<[number, number, GateVerdict, string]>([
  [200, 200, 'Healthy', 'it answered 200'],
  [204, 204, 'Healthy', 'it answered 204'],
  [503, 503, 'Healthy', 'it answered 503'],
  [204, 200, 'Unhealthy', 'it answered 204, not 200'],
  [302, 200, 'Unhealthy', 'it answered 302, not 200'],
  [404, 200, 'Unhealthy', 'it answered 404, not 200'],
  [500, 200, 'Unhealthy', 'it answered 500, not 200'],
  [429, 200, 'Unknown', 'it answered 429, not 200'],
  [502, 200, 'Unknown', 'it answered 502, not 200'],
  [503, 200, 'Unknown', 'it answered 503, not 200'],
  [504, 200, 'Unknown', 'it answered 504, not 200'],
])('%i where %i is expected', (status, expected, verdict, message) => {
  expect(judgeStatus(status, expected, 'it')).toEqual({ verdict, message });
});

describe('a page', () => {
  let server: PlayedServer;
  beforeAll(async () => {
    server = await PlayedServer.start();
  });
  afterAll(() => server.close());

  test('is asked with what the URL asks for, and with the token of the Secret', async () => {
    server.answers(204);
    const url = `${server.url}/{{bucket}}?commit={{commit}}&of={{transaction}}&key=hush`;
    const gate = aGate('Http', { url, expectStatus: 204, tokenSecretRef: { name: 'page' } });

    await expect(http(gate, about())).resolves.toEqual({
      verdict: 'Healthy',
      message: `${server.url}/r1 answered 204`,
    });
    expect(server.asked).toMatchObject([
      {
        method: 'GET',
        path: `/r1?commit=${'a'.repeat(40)}&of=web-3&key=hush`,
        headers: { authorization: 'Bearer page-token' },
      },
    ]);
  });

  test('of each node: the worst answer counts, in the words of all that are as bad', async () => {
    server.answers(200);
    server.answer = (response, { path }) => void response.writeHead(path === '/web-1' ? 200 : 500).end();
    const nodes = ['web-1', 'web-2', 'web-3'];
    const measured = await http(aGate('Http', { url: `${server.url}/{{node}}` }), about({ nodes }));

    expect(server.asked.map(({ path }) => path).sort()).toEqual(['/web-1', '/web-2', '/web-3']);
    expect(measured.verdict).toBe('Unhealthy');
    expect(measured.message).toBe(
      `${server.url}/web-2 answered 500, not 200; ${server.url}/web-3 answered 500, not 200`,
    );
  });

  test('of each node, of whom none counts, has nothing to say', async () => {
    server.answers(500);
    const measured = await http(aGate('Http', { url: `${server.url}/{{node}}` }), about({ nodes: [] }));
    expect(measured).toEqual({ verdict: 'Healthy', message: 'no node counts' });
    expect(server.asked).toEqual([]);
  });

  test('that does not answer in its own time is unknown', async () => {
    server.hangs();
    const measured = await http(aGate('Http', { url: `${server.url}/?key=hush` }), about({ timeoutMs: 200 }));
    const message = `${server.url}/ can't be asked: it did not answer within 0.2 s`;
    expect(measured).toEqual({ verdict: 'Unknown', message });
  });
});

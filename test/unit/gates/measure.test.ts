import { PlayedServer } from '../played-server.ts';
import { MEANWHILE } from './a-gate.ts';
import { gatesOfATransaction } from './a-transaction.ts';

test('only those that are asked for are asked, each by its own name', async () => {
  const ask = await gatesOfATransaction([
    { type: 'SaltResult' },
    { type: 'SaltResult' },
    { type: 'Command', argv: ['/bin/true'] },
  ]);
  await expect(ask(['SaltResult-2', 'Command'])).resolves.toEqual([
    { gate: 'SaltResult-2', verdict: 'Healthy', message: '0 of 2 nodes failed' },
    { gate: 'Command', verdict: 'Healthy', message: '/bin/true ended with 0' },
  ]);
});

test('nodes that were not well before do not count against the release', async () => {
  const ask = await gatesOfATransaction([{ type: 'NodeConditions' }]);
  await expect(ask(['NodeConditions'])).resolves.toMatchObject([
    { verdict: 'Unhealthy', message: 'web-1: Ready is False (Gone); web-2: Ready is False (Gone)' },
  ]);
  await expect(ask(['NodeConditions'], { badBefore: ['web-1'] })).resolves.toMatchObject([
    { message: 'web-2: Ready is False (Gone)' },
  ]);
  await expect(ask(['NodeConditions'], { badBefore: ['web-1', 'web-2'] })).resolves.toMatchObject([
    { verdict: 'Healthy', message: 'none of its nodes counts' },
  ]);
});

test('what is missing is unknown, and says what: the Secret, the program, the transaction', async () => {
  const ask = await gatesOfATransaction([
    { name: 'secret', type: 'Http', url: 'http://127.0.0.1:1', tokenSecretRef: { name: 'page' } },
    { name: 'program', type: 'Command', argv: ['/bin/nowhere'] },
  ]);
  await expect(ask(['secret', 'program'])).resolves.toEqual([
    { gate: 'secret', verdict: 'Unknown', message: 'There is no Secret default/page, which a gate needs' },
    {
      gate: 'program',
      verdict: 'Unknown',
      message: "the workers' settings don't allow the program /bin/nowhere: add it to drain.commands",
    },
  ]);
  await expect(ask(['secret'], { ref: { namespace: 'default', name: 'gone' } })).resolves.toEqual([
    { gate: 'secret', verdict: 'Unknown', message: 'there is no SaltTransaction default/gone' },
  ]);
});

test('each has its own time, and no words without an end', async () => {
  const server = await PlayedServer.start();
  const ask = await gatesOfATransaction([
    { name: 'hangs', type: 'Http', url: server.url, timeout: '1s' },
    { name: 'talks', type: 'Alertmanager', url: server.url, matchers: ['a="b"'] },
  ]);
  server.answer = (response, { path }) => {
    const names = Array.from({ length: 3 }, (_, index) => `${index}`.padEnd(900, 'x'));
    const alerts = names.map((alertname) => ({
      labels: { alertname },
      startsAt: MEANWHILE,
      status: { state: 'active' },
    }));
    if (path !== '/') response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(alerts));
  };
  const [hangs, talks] = await ask(['hangs', 'talks']);
  await server.close();

  expect(hangs).toMatchObject({
    verdict: 'Unknown',
    message: `${server.url}/ can't be asked: it did not answer within 1 s`,
  });
  expect(talks).toMatchObject({ verdict: 'Unhealthy' });
  expect(talks?.message).toHaveLength(1_000);
});

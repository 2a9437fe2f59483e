import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { openConnection, type Connection, type ConnectionOptions } from '../../../api/cluster/connection.ts';
import { connectSession } from '../../../api/cluster/session.ts';
import { startScriptedApiserver, status, type Request, type ScriptedApiserver } from './scripted-apiserver.ts';

let apiserver: ScriptedApiserver;
let connection: Connection;

async function start(onRequest: (request: Request) => void, options?: ConnectionOptions) {
  apiserver = await startScriptedApiserver(onRequest);
  connection = openConnection(apiserver.config, options);
}

afterEach(async () => {
  connection.close();
  await apiserver.close();
});

const GET = { what: 'Reading it', method: 'GET', path: '/it' } as const;
const POST = { what: 'Making it', method: 'POST', path: '/it', body: { a: 1 } } as const;

it('carries 500 calls beside 15 watches over one connection', async () => {
  await start((request) => (request.path === '/watch' ? request.begin() : request.answer(200, '{}')));
  await Promise.all(Array.from({ length: 15 }, () => connection.stream({ ...GET, path: '/watch' })));

  const answers = await Promise.all(Array.from({ length: 500 }, () => connection.send(GET)));

  expect(answers).toHaveLength(500);
  expect([apiserver.sessions.length, connection.opened()]).toEqual([1, 1]);
});

it('opens another connection when the first breaks', async () => {
  await start((request) => request.answer(200, 'yes'));
  await connection.send(GET);
  apiserver.sockets[0]?.destroy();

  await connection.send(GET).catch(() => undefined);

  await expect(connection.send(GET)).resolves.toBe('yes');
  expect(connection.opened()).toBe(2);
});

it('gives a connection up whose time ends in the turn of the loop that brings it', async () => {
  await start((request) => request.answer(200, 'yes'));
  const times = { connectMs: 1, pingIntervalMs: 1_000, pingTimeoutMs: 1_000 };
  const refusals: unknown[] = [];
  for (let attempt = 0; attempt < 100 && refusals.length < 3; attempt += 1) {
    const connecting = connectSession(apiserver.config, {}, times);
    process.nextTick(stayBusy, 10);
    await connecting.then(
      (session) => session.destroy(),
      (error: unknown) => refusals.push(error),
    );
  }
  expect(refusals).toMatchObject([
    { reason: 'ConnectionLost' },
    { reason: 'ConnectionLost' },
    { reason: 'ConnectionLost' },
  ]);
});

function stayBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('leaves a connection that says goodbye, and lets its streams end', async () => {
  await start((request) => (request.path === '/watch' ? request.begin() : request.answer(200, 'yes')));
  const chunks: string[] = [];
  const watch = (async () => {
    for await (const chunk of await connection.stream({ ...GET, path: '/watch' })) chunks.push(String(chunk));
  })();
  const watched = await apiserver.next(({ path }) => path === '/watch');
  watched.send('one');
  apiserver.sessions[0]?.goaway();

  while (connection.opened() < 2) await connection.send(GET);
  watched.send('two');
  watched.stream.end();
  await watch;

  expect(chunks.join('')).toBe('"one"\n"two"\n');
});

it('notices an apiserver that is frozen', async () => {
  await start(() => undefined);
  const frozen = createServer().listen(0, '127.0.0.1');
  await once(frozen, 'listening');
  const { port } = frozen.address() as AddressInfo;
  const server = `http://127.0.0.1:${port}`;
  const lonely = openConnection({ ...apiserver.config, server }, { pingIntervalMs: 10, pingTimeoutMs: 30 });

  await expect(lonely.send(GET)).rejects.toMatchObject({
    status: 0,
    reason: 'ConnectionLost',
    message: `Reading it: no answer from the apiserver at ${server}: the apiserver answered no ping for 30 ms`,
  });

  frozen.close();
});

it('gives up a call that takes too long, and says which', async () => {
  await start(() => undefined);

  await expect(connection.send({ ...GET, timeoutMs: 30 })).rejects.toMatchObject({
    status: 0,
    reason: 'TimedOut',
    message: `Reading it: no answer from the apiserver at ${apiserver.config.server}: nothing within 30 ms`,
  });
});

it('ends a call, and a stream, when its caller gives up', async () => {
  await start((request) => void (request.path === '/watch' && request.begin()));
  const stop = new AbortController();
  const call = connection.send({ ...GET, signal: stop.signal });
  const chunks = await connection.stream({ ...GET, path: '/watch', signal: stop.signal });
  const reading = (async () => {
    for await (const chunk of chunks) expect(chunk).toBeUndefined();
  })();

  stop.abort();

  await expect(call).rejects.toMatchObject({ reason: 'Aborted' });
  await expect(reading).rejects.toMatchObject({ reason: 'Aborted' });
});

it('waits as long as a 429 asks, and tries again', async () => {
  let calls = 0;
  await start((request) => {
    calls += 1;
    if (calls < 3) request.answer(429, status(429, 'TooManyRequests'), { 'retry-after': '0' });
    else request.answer(201, 'made');
  });

  await expect(connection.send(POST)).resolves.toBe('made');

  expect(calls).toBe(3);
});

it('stops trying after a number of 429', async () => {
  await start((request) => request.answer(429, status(429, 'TooManyRequests'), { 'retry-after': '0' }), {
    throttledAttempts: 3,
  });

  await expect(connection.send(POST)).rejects.toMatchObject({
    status: 429,
    reason: 'TooManyRequests',
    retryAfterMs: 0,
  });

  expect(apiserver.requests).toHaveLength(3);
});

it('makes credentials anew once when they are refused', async () => {
  await start((request) => request.answer(401, status(401, 'Unauthorized')));
  const invalidate = jest.spyOn(apiserver.config.credentials, 'invalidate');

  await expect(connection.send(GET)).rejects.toMatchObject({ status: 401, reason: 'Unauthorized' });

  expect(apiserver.requests).toHaveLength(2);
  expect(invalidate).toHaveBeenCalledTimes(1);
});

it('sends a request again that was refused unread, a write too', async () => {
  let calls = 0;
  await start((request) => {
    calls += 1;
    if (calls === 1) request.stream.close(7);
    else request.answer(201, 'made');
  });

  await expect(connection.send(POST)).resolves.toBe('made');
});

it('does not send a write again that may have been made', async () => {
  await start((request) => request.stream.close(2));

  await expect(connection.send(POST)).rejects.toMatchObject({ status: 0, reason: 'ConnectionLost' });

  expect(apiserver.requests).toHaveLength(1);
});

it.each([
  ['a body', () => connection.send(GET)],
  [
    'a stream',
    async () => {
      for await (const chunk of await connection.stream(GET)) expect(String(chunk)).toBe('{"half":');
    },
  ],
])('takes %s that was cut short for no answer', async (_, read) => {
  await start(({ stream }) => {
    stream.respond({ ':status': 200 });
    stream.write('{"half":', () => apiserver.sockets[0]?.destroy());
  });

  await expect(read()).rejects.toMatchObject({ reason: 'ConnectionLost' });
});

it('says where nobody listens', async () => {
  await start(() => undefined);
  await apiserver.close();

  await expect(connection.send(GET)).rejects.toMatchObject({
    reason: 'ConnectionLost',
    message: expect.stringContaining('(the test)'),
  });
});

it('tells of each attempt how it was answered, and since when nobody answers', async () => {
  const told: string[] = [];
  const answers = [429, 200, 503];
  await start(
    (request) => {
      if (request.path === '/watch') request.begin();
      else request.answer(answers.shift() ?? 200, '{}', { 'retry-after': '0' });
    },
    { onExchange: ({ method, status }) => told.push(`${method} ${status}`), connectMs: 200 },
  );

  await connection.send(POST);
  await connection.send(GET).catch(() => undefined);
  await connection.stream({ ...GET, path: '/watch' });
  expect(told).toEqual(['POST 429', 'POST 200', 'GET 503', 'WATCH 200']);
  expect(connection.silentSince()).toBeUndefined();

  await apiserver.close();
  await connection.send(GET).catch(() => undefined);
  expect(told.at(-1)).toBe('GET 0');
  expect(connection.silentSince()).toBeGreaterThan(0);
});

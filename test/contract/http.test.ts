import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { tokenAuthentication } from '../../activities/http/authentication.ts';
import { Http, type HttpOptions } from '../../activities/http/http.ts';
import { JsonClient } from '../../activities/http/json-client.ts';
import { unforeseen, verdictOfStatus } from '../../activities/http/verdict.ts';
import { expectFailure } from './expect-failure.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const TOKEN = 'very-secret-token';

describe('JsonClient', () => {
  let handler: Handler;
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.headers.host}${request.url}`);
    handler(request, response);
  });
  const https: Http[] = [];
  let port: number;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    seen.length = 0;
    handler = (_request, response) => json(response, 200, { fine: true });
  });
  afterEach(() => Promise.all(https.splice(0).map((http) => http.close())));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  function client(options: HttpOptions = {}, url = `http://127.0.0.1:${port}`): JsonClient {
    const http = new Http({ timeoutMs: 5_000, ...options });
    https.push(http);
    return new JsonClient({
      system: 'System',
      url,
      authentication: tokenAuthentication('x-token', TOKEN),
      http,
      classify: (reply) =>
        verdictOfStatus(reply, String(reply.body ?? '')) ?? unforeseen(reply, String(reply.body ?? '')),
    });
  }
  const get = (options?: HttpOptions, url?: string) =>
    client(options, url).read(z.unknown(), { method: 'GET', path: '/thing', task: 'get the thing' });

  it.each([
    ['a host', 'system.example:80', 'http://system.example'],
    ['all names of a domain', '*.system.example:80', 'http://node-1.system.example'],
    ['a network', '10.0.0.0/8:80', 'http://10.2.3.4'],
    ['a network of IPv6', '2001:db8::/32:8080', 'http://[2001:db8::1]:8080'],
  ])('connects elsewhere for %s, and keeps the Host header', async (_what, match, url) => {
    await get({ connectTo: [{ match, to: `127.0.0.1:${port}` }] }, url);

    expect(seen).toEqual([`GET ${url.replace('http://', '')}/thing`]);
  });

  it('refuses a malformed rule', () => {
    expect(() => client({ connectTo: [{ match: 'system.example', to: '127.0.0.1:1' }] })).toThrow(
      /"system.example" must be/,
    );
  });

  it('follows no redirect', async () => {
    handler = (_request, response) => response.writeHead(301, { location: '/elsewhere?token=abc' }).end();

    const failure = await expectFailure(get(), 'InvalidInput', /redirects to \/elsewhere/);

    expect(failure.message).not.toContain('abc');
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['seconds', () => '7', 7_000, 7_000],
    ['a date', () => new Date(Date.now() + 60_000).toUTCString(), 55_000, 61_000],
  ])('is throttled for as long as %s say', async (_what, header, atLeast, atMost) => {
    handler = (_request, response) => response.writeHead(503, { 'retry-after': header() }).end('busy');

    const failure = await expectFailure(get(), 'Throttled', 'busy');

    expect(failure.retryAfterMs).toBeGreaterThanOrEqual(atLeast);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(atMost);
  });

  it('parses JSON only when the content type says so', async () => {
    handler = (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('{"fine":true}');
    expect(await get()).toBe('{"fine":true}');

    handler = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"fine":');
    await expectFailure(get(), 'Unavailable', /cut off/);
  });

  it('bounds what it reads', async () => {
    handler = (_request, response) => json(response, 200, 'x'.repeat(100_000));

    await expectFailure(get({ maxBodyBytes: 10_000 }), 'Unsupported', /larger/);
  });

  it('says what is wrong with an answer of another shape', async () => {
    const call = client().read(z.object({ fine: z.string() }), {
      method: 'GET',
      path: '/thing',
      task: 'get the thing',
    });

    await expectFailure(call, 'Unsupported', 'could not get the thing', 'fine');
  });

  it('tells a connection that is refused, or broken, or too slow', async () => {
    await expectFailure(get({}, 'http://127.0.0.1:1'), 'Unavailable', /ECONNREFUSED|failed/);
    handler = (request) => request.socket.destroy();
    await expectFailure(get(), 'Unavailable', /connection broke/);
    handler = () => undefined;
    await expectFailure(get({ timeoutMs: 100 }), 'Unavailable', /within 0.1 s/);
    handler = (_request, response) => response.writeHead(200).write('half');
    await expectFailure(get({ timeoutMs: 100 }), 'Unavailable', /within 0.1 s/);
  });

  it("ends with the caller's own reason when it is cancelled", async () => {
    const cancel = new AbortController();
    const reason = new Error('the activity was cancelled');
    handler = () => cancel.abort(reason);

    await expect(get({ signal: () => cancel.signal })).rejects.toBe(reason);
  });

  it('gives a write that is cancelled time to be answered, and cuts it off after that', async () => {
    const cancel = new AbortController();
    const reason = new Error('the activity was cancelled');
    const write = (options: HttpOptions) =>
      client({ signal: () => cancel.signal, ...options }).read(z.unknown(), {
        method: 'POST',
        path: '/thing',
        task: 'make the thing',
      });
    const answered = new Promise<void>((resolve) => {
      handler = (_request, response) => {
        cancel.abort(reason);
        setTimeout(() => json(response, 201, { made: true }), 100);
        resolve();
      };
    });

    expect(await write({ writeGraceMs: 5_000 })).toEqual({ made: true });
    await answered;
    const late = new AbortController();
    handler = () => late.abort(reason);
    await expect(write({ signal: () => late.signal, writeGraceMs: 50 })).rejects.toBe(reason);
  });

  it('goes on for what serves several callers', async () => {
    const http = { signal: () => AbortSignal.abort(new Error('one of them was cancelled')) };
    const call = { method: 'GET', path: '/thing', task: 'get the thing', shared: true } as const;

    expect(await client(http).read(z.unknown(), call)).toEqual({ fine: true });
  });

  it('ends what serves several callers when the last of them is gone', async () => {
    const gone = new AbortController();
    const reason = new Error('all of them were cancelled');
    handler = () => gone.abort(reason);
    const call = { method: 'GET', path: '/thing', task: 'get the thing', shared: gone.signal } as const;

    await expect(client().read(z.unknown(), call)).rejects.toBe(reason);
  });

  it('shows no secret, whatever the other side repeats', async () => {
    handler = (_request, response) => response.writeHead(400).end(`bad ${TOKEN}, password: "open sesame", token=abc`);

    const failure = await expectFailure(get(), 'InvalidInput', /\[redacted\]/);

    expect(failure.message).not.toMatch(/very-secret|sesame|abc/);
  });

  it('keeps its connection', async () => {
    const sockets = new Set<unknown>();
    handler = (request, response) => {
      sockets.add(request.socket);
      json(response, 200, {});
    };
    const one = client({ connections: 1 });
    for (let count = 0; count < 3; count += 1) await one.read(z.unknown(), { method: 'GET', path: '/', task: 'ask' });

    expect(sockets.size).toBe(1);
  });
});

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

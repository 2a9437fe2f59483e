import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../../activities/drain/command.ts';
import type { DrainContext } from '../../../activities/drain/drainer.ts';
import { http } from '../../../activities/drain/http.ts';
import { mustGo, type Pod } from '../../../activities/drain/pods.ts';
import { Http } from '../../../activities/http/http.ts';
import { until } from '../../contract/until.ts';
import { isAlive } from '../is-alive.ts';

const folder = mkdtempSync(join(tmpdir(), 'bedplate-drain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function context(rest: Partial<DrainContext> = {}): DrainContext {
  return {
    node: { namespace: 'default', name: 'web-1' },
    operation: { type: 'Reboot', reason: 'kernel' },
    timeoutMs: 5_000,
    pollMs: 1,
    secret: async (name, key) => `${name}-${key}`,
    signal: undefined,
    commands: [],
    http: new Http(),
    ...rest,
  };
}

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('a command', () => {
  test('is run where the settings allow it, and nowhere else', async () => {
    const seen = join(folder, 'seen');
    const path = script('touch', `echo ran > ${seen}`);
    await expect(command.run({ argv: [path] }, context())).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining("don't allow the program") as string,
    });
    expect(existsSync(seen)).toBe(false);
    await command.run({ argv: [path] }, context({ commands: [path] }));
    expect(readFileSync(seen, 'utf8')).toBe('ran\n');
  });

  test('knows whom it is about, and nothing of the environment of the worker', async () => {
    process.env['BEDPLATE_TEST_SECRET'] = 'hush';
    const path = script('env', 'env | sort | tr "\\n" " "');
    const said = await command.run({ argv: [path] }, context({ commands: [path] }));
    delete process.env['BEDPLATE_TEST_SECRET'];
    expect(said).toContain('BEDPLATE_NODE=web-1');
    expect(said).toContain('BEDPLATE_OPERATION=Reboot');
    expect(said).not.toMatch(/hush|HOME=|NODE_/);
  });

  test('gets its arguments as they are: there is no shell between', async () => {
    const path = script('args', 'echo "$#:$1"');
    expect(await command.run({ argv: [path, '$(id); x'] }, context({ commands: [path] }))).toContain('1:$(id); x');
  });

  test('that fails says how, and its last line', async () => {
    const path = script('fails', 'echo first; echo "still 3 pods" >&2; exit 7');
    await expect(command.run({ argv: [path] }, context({ commands: [path] }))).rejects.toMatchObject({
      type: 'Unavailable',
      waited: true,
      message: `${path} ended with 7: still 3 pods`,
    });
  });

  test('that takes too long is ended with all that it started', async () => {
    const pidFile = join(folder, 'child');
    const path = script('slow', `sleep 300 & echo $! > ${pidFile}; wait`);
    await expect(command.run({ argv: [path] }, context({ commands: [path], timeoutMs: 300 }))).rejects.toMatchObject({
      message: expect.stringContaining('did not end within') as string,
    });
    const child = Number(readFileSync(pidFile, 'utf8'));
    await until(
      async () => isAlive(child),
      (alive) => !alive,
    );
  });
});

describe('a POST', () => {
  let status = 200;
  const asked: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/drain?key=hush`;
  });
  afterAll(() => server.close());

  test('tells whom it is about, with the token of the Secret', async () => {
    const said = await http.run({ url, expectStatus: 200, tokenSecretRef: { name: 'balancer' } }, context());
    expect(said).toMatch(/\/drain answered 200$/);
    expect(asked[0]?.headers['authorization']).toBe('Bearer balancer-token');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      node: 'web-1',
      namespace: 'default',
      operation: 'Reboot',
      reason: 'kernel',
    });
  });

  test('that is answered otherwise is not drained yet, and tells nothing of the query', async () => {
    status = 503;
    const failed = await http.run({ url, expectStatus: 200 }, context()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ type: 'Unavailable', message: expect.stringContaining('answered 503, not 200') });
    expect(String(failed)).not.toContain('hush');
  });

  test('that is not answered is tried again', async () => {
    const gone = 'http://127.0.0.1:1/drain';
    await expect(http.run({ url: gone, expectStatus: 200 }, context())).rejects.toMatchObject({ type: 'Unavailable' });
  });
});

test.each<[string, boolean, Partial<Pod['metadata']>, string]>([
  ['a plain pod', true, {}, 'Running'],
  ['of a ReplicaSet', true, { ownerReferences: [{ kind: 'ReplicaSet', controller: true }] }, 'Running'],
  ['of a DaemonSet', false, { ownerReferences: [{ kind: 'DaemonSet', controller: true }] }, 'Running'],
  ["the kubelet's own", false, { annotations: { 'kubernetes.io/config.mirror': 'x' } }, 'Running'],
  ['one that has ended', false, {}, 'Succeeded'],
  ['one that has failed', false, {}, 'Failed'],
])('%s must go: %s', (_what, expected, metadata, phase) => {
  expect(mustGo({ metadata: { namespace: 'default', name: 'x', uid: 'y', ...metadata }, status: { phase } })).toBe(
    expected,
  );
});

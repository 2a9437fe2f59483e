import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../../activities/gates/command.ts';
import type { GateContext } from '../../../activities/gates/gate.ts';
import type { GateVerdict } from '../../../api/rollout/gate-results.ts';
import { until } from '../../contract/until.ts';
import { isAlive } from '../is-alive.ts';
import { about, aGate } from './a-gate.ts';

const folder = mkdtempSync(join(tmpdir(), 'bedplate-gates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let scripts = 0;

function script(text: string): string {
  const path = join(folder, `script-${(scripts += 1)}`);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

function run(text: string, args: string[] = [], rest: Partial<GateContext> = {}) {
  const path = script(text);
  return command(aGate('Command', { argv: [path, ...args] }), about({ commands: [path], ...rest }));
}

it.each<[string, GateVerdict, RegExp]>([
  ['exit 0', 'Healthy', /script-\d+ ended with 0$/],
  ['echo looks good', 'Healthy', / ended with 0: looks good$/],
  ['echo warming up; exit 1', 'Pending', / ended with 1: warming up$/],
  ['echo first; echo "3 of 5 down" >&2; exit 2', 'Unhealthy', / ended with 2: 3 of 5 down$/],
  ['exit 3', 'Unknown', / ended with 3$/],
  ['exit 127', 'Unknown', / ended with 127$/],
  ['kill -9 $$', 'Unknown', / was ended by SIGKILL$/],
])('a program that says "%s"', async (text, verdict, words) => {
  await expect(run(text)).resolves.toEqual({ verdict, message: expect.stringMatching(words) as string });
});

test('is not run where the settings do not allow it', async () => {
  const seen = join(folder, 'seen');
  const path = script(`echo ran > ${seen}`);
  const measured = await command(aGate('Command', { argv: [path] }), about());
  const message = `the workers' settings don't allow the program ${path}: add it to drain.commands`;
  expect(measured).toEqual({ verdict: 'Unknown', message });
  expect(existsSync(seen)).toBe(false);
});

test('knows what it is asked about, and nothing of the environment of the worker', async () => {
  process.env['BEDPLATE_TEST_SECRET'] = 'hush';
  const { message } = await run('env | sort | tr "\\n" " "');
  delete process.env['BEDPLATE_TEST_SECRET'];
  const told = message.split(' ').filter((word) => word.startsWith('BEDPLATE_'));
  const commit = `BEDPLATE_COMMIT=${'a'.repeat(40)}`;
  expect(told).toEqual(['BEDPLATE_BUCKET=r1', commit, 'BEDPLATE_NAMESPACE=default', 'BEDPLATE_TRANSACTION=web-3']);
  expect(message).not.toMatch(/hush|HOME=|NODE_/);
});

test('is run once for each node where an argument names it; there is no shell between', async () => {
  const measured = await run('echo "$#:$1:$2:$BEDPLATE_NODE"; test "$1" = web-1', ['{{node}}', '$(id); {{bucket}}']);
  expect(measured.verdict).toBe('Pending');
  expect(measured.message).toMatch(/script-\d+ of web-2 ended with 1: 2:web-2:\$\(id\); r1:web-2$/);
});

test('that takes too long is ended with all that it started', async () => {
  const pid = join(folder, 'pid');
  const measured = await run(`sleep 300 & echo $! > ${pid}; wait`, [], { timeoutMs: 300 });
  expect(measured).toMatchObject({ verdict: 'Unknown', message: expect.stringMatching(/did not end within 0.3 s$/) });
  await hasEnded(pid);
});

test('is not waited for when what it started leaves its group and holds its output', async () => {
  const pid = join(folder, 'runaway');
  const measured = await run(`setsid sh -c 'echo $$ > ${pid}; exec sleep 300' & sleep 300`, [], { timeoutMs: 500 });
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
  expect(measured).toMatchObject({ verdict: 'Unknown', message: expect.stringMatching(/did not end within 0.5 s$/) });
});

test('that is called off is ended, and gives no answer', async () => {
  const pid = join(folder, 'called-off');
  const calledOff = new AbortController();
  const asked = run(`echo $$ > ${pid}; sleep 300`, [], { signal: calledOff.signal });
  await until(
    async () => existsSync(pid) && readFileSync(pid, 'utf8') !== '',
    (isThere) => isThere,
  );
  calledOff.abort(new Error('called off'));
  await expect(asked).rejects.toThrow('called off');
  await hasEnded(pid);
});

test('is not even begun when it was called off before', async () => {
  const seen = join(folder, 'begun');
  await expect(run(`echo ran > ${seen}`, [], { signal: AbortSignal.abort(new Error('called off')) })).rejects.toThrow();
  expect(existsSync(seen)).toBe(false);
});

test('of an endless output only the end is kept, and of that one line, without what steers a terminal', async () => {
  const { verdict, message } = await run(
    'yes | head -c 5000000; printf "\\033[31m"; yes x | tr -d "\\n" | head -c 1000',
  );
  expect(verdict).toBe('Healthy');
  expect(message).toMatch(/ended with 0: \[31mx+$/);
  expect(message.length).toBeLessThan(500);
});

async function hasEnded(pidFile: string): Promise<void> {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(pid).toBeGreaterThan(1);
  await until(
    async () => isAlive(pid),
    (alive) => !alive,
  );
}

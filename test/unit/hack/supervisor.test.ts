import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inCheckout } from '../../../hack/checkout.ts';
import type { Part } from '../../../hack/stack/part.ts';
import { partEnvironment, PartProcess } from '../../../hack/stack/part-process.ts';
import { formatReaperLine } from '../../../hack/stack/reaper-plan.ts';
import { type Death, Supervisor } from '../../../hack/stack/supervisor.ts';

const graceMs = 5_000;
let folder: string;
let supervisor: Supervisor;
let deaths: Death[];
let onDeath: (death: Death) => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedplate-supervisor-'));
  deaths = [];
  onDeath = (death) => void deaths.push(death);
  supervisor = new Supervisor({ logOf: (name) => join(folder, `${name}.log`), onDeath: (death) => onDeath(death) });
});

afterEach(async () => {
  await supervisor.end([supervisor.entries().map(({ name }) => name)], graceMs);
  rmSync(folder, { recursive: true, force: true });
});

/** Says "up" and stays; at SIGTERM it writes its name into the file `order`. */
function part(name: string, script = 'echo up; while :; do sleep 0.05; done'): Part {
  const farewell = `trap 'echo ${name} >> ${join(folder, 'order')}; exit 0' TERM; `;
  return {
    name,
    argv: ['sh', '-c', farewell + script],
    readyWithinMs: 5_000,
    isReady: async (log) => log().includes('up'),
  };
}

test('given two parts, when they are ended in groups, then they end in that order and none is reported dead', async () => {
  await Promise.all([supervisor.launch(part('first')), supervisor.launch(part('second'))]);
  await supervisor.end([['second'], ['first']], graceMs);
  expect(readFileSync(join(folder, 'order'), 'utf8')).toBe('second\nfirst\n');
  expect(deaths).toEqual([]);
});

test('given a part that ignores SIGTERM, when it is ended, then it is killed after the grace', async () => {
  await supervisor.launch({
    ...part('stubborn'),
    argv: ['sh', '-c', "trap '' TERM; echo up; while :; do sleep 0.05; done"],
  });
  await supervisor.end([['stubborn']], 50);
  await expect(supervisor.running('stubborn').exited).resolves.toEqual({ code: null, signal: 'SIGKILL' });
});

test('given a running part, when it dies, then its death is reported by name and it can be started again', async () => {
  await supervisor.launch(part('one'));
  const first = supervisor.running('one');
  const reported = new Promise<Death>((resolve) => (onDeath = resolve));
  first.signal('SIGKILL');
  await expect(reported).resolves.toMatchObject({ name: 'one', exit: { signal: 'SIGKILL' } });
  await supervisor.relaunch('one');
  expect(supervisor.running('one').pid).not.toBe(first.pid);
  expect(supervisor.running('one').part.argv).toEqual(first.part.argv);
});

test('given a running part, when it is asked to start again, then it is refused', async () => {
  await supervisor.launch(part('one'));
  await expect(supervisor.relaunch('one')).rejects.toThrow(/^one is running \(process \d+\): end it first\.$/);
  await expect(supervisor.relaunch('two')).rejects.toThrow('The stack has no part two; it has one.');
});

test('given a part that ends early, when it is launched, then the message has its last lines', async () => {
  const broken = part('broken', 'echo no such flag; exit 3');
  await expect(supervisor.launch(broken)).rejects.toThrow(
    /^broken ended with exit code 3 before it was ready[^]*no such flag/,
  );
});

test('given a part that never gets ready, when its time is over, then the message names it', async () => {
  const slow: Part = { ...part('slow'), readyWithinMs: 10, isReady: async () => false };
  await expect(supervisor.launch(slow)).rejects.toThrow('slow was not ready within 0.01 s');
});

test('given a program that does not exist, when it is launched, then that is a failure and not a crash', async () => {
  const missing: Part = { ...part('missing'), argv: [join(folder, 'nothing')] };
  await expect(supervisor.launch(missing)).rejects.toThrow('missing ended with exit code 127');
});

test('given a supervisor that died, when the pipe to its reaper closes, then what it watched ends and the rest lives', async () => {
  const watched = new PartProcess(part('watched'), join(folder, 'watched.log'));
  const spared = new PartProcess(part('spared'), join(folder, 'spared.log'));
  await Promise.all([watched.untilReady(), spared.untilReady()]);
  const reaper = spawn(process.execPath, [inCheckout('hack', 'stack', 'reaper.ts')], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = new Promise((resolve) => reaper.once('exit', resolve));
  for (const { pid } of [watched, spared]) reaper.stdin.write(formatReaperLine({ kind: 'watch', pid }));
  reaper.stdin.end(formatReaperLine({ kind: 'forget', pid: spared.pid }));
  await gone;
  await watched.exited;
  expect(spared.isAlive).toBe(true);
  await spared.end(graceMs);
});

test('a log is appended to, and each run sees only its own lines', async () => {
  const log = join(folder, 'one.log');
  writeFileSync(log, 'from an earlier run\n');
  await supervisor.launch(part('one'));
  expect(supervisor.running('one').log()).toBe('up\n');
  expect(existsSync(log) && readFileSync(log, 'utf8')).toContain('from an earlier run');
});

test('a part does not get the variables that would steer it elsewhere', () => {
  const env = { PATH: '/bin', HOME: '/h', TEMPORAL_ADDRESS: 'prod:7233', ETCD_NAME: 'x', KUBECONFIG: '/prod' };
  expect(partEnvironment(env)).toEqual({ PATH: '/bin', HOME: '/h' });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireFileLock, lockHolder } from '../../../hack/entry/file-lock.mjs';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedplate-lock-'));
  path = join(folder, 'deep', 'lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('given a free lock, when it is taken and released, then its holder comes and goes', async () => {
  const lock = await acquireFileLock(path);
  expect(lockHolder(path)).toBe(process.pid);
  lock?.release();
  expect(existsSync(path)).toBe(false);
});

test('given a held lock, when no time is given, then it is refused', async () => {
  const lock = await acquireFileLock(path);
  await expect(acquireFileLock(path, { timeoutMs: 0 })).resolves.toBeUndefined();
  lock?.release();
});

test('given a held lock, when it is released, then whoever waits gets it and was told of the holder once', async () => {
  const first = await acquireFileLock(path);
  const holders: number[] = [];
  const waiting = acquireFileLock(path, {
    onWait: (pid) => {
      holders.push(pid);
      first?.release();
    },
  });
  const second = await waiting;
  expect(second).toBeDefined();
  expect(holders).toEqual([process.pid]);
  second?.release();
});

test('given a lock whose holder died, when it is taken, then it changes hands', async () => {
  const { pid: dead } = spawnSync('true');
  writeFileSync(join(folder, 'lock'), `${dead}\n`);
  expect(lockHolder(join(folder, 'lock'))).toBeUndefined();
  const lock = await acquireFileLock(join(folder, 'lock'), { timeoutMs: 0 });
  expect(lockHolder(join(folder, 'lock'))).toBe(process.pid);
  lock?.release();
});

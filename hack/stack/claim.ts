import { mkdirSync } from 'node:fs';
import { acquireFileLock, type FileLock, lockHolder } from '../entry/file-lock.mjs';
import type { Layout } from './layout.ts';
import { untilGone } from './leftovers.ts';
import { readStackFile } from './stack-file.ts';

const leftoverMs = 10_000;

/** Makes the state dir ours, or says who has it. */
export async function claimStateDir(layout: Layout): Promise<FileLock> {
  mkdirSync(layout.root, { recursive: true, mode: 0o700 });
  const lock = await acquireFileLock(layout.lock, { timeoutMs: 0 });
  if (!lock) {
    throw new Error(
      `The state dir ${layout.root} is in use by the stack of process ${lockHolder(layout.lock)}: ` +
        `end that one with "npm run down -- --state-dir ${layout.root}", or choose another --state-dir.`,
    );
  }
  const alive = await untilGone(readStackFile(layout.root)?.processes ?? [], leftoverMs);
  if (alive.length === 0) return lock;
  lock.release();
  const names = alive.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
  throw new Error(`${names} of an earlier stack in ${layout.root} still run: end them with "npm run down" first.`);
}

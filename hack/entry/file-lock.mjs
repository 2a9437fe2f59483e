// A lock file that holds its owner's pid. It is made by link(2), so it appears together with its content or not at all.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;
let serial = 0;

export function lockHolder(path) {
  const pid = readPid(path);
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

export async function acquireFileLock(path, { onWait, timeoutMs = Infinity } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + timeoutMs;
  let told = false;
  for (;;) {
    if (tryLink(path)) return { release: () => releaseOwn(path) };
    const holder = readPid(path);
    if (holder !== undefined && !isAlive(holder)) {
      removeStale(path, holder);
      continue;
    }
    if (Date.now() >= deadline) return undefined;
    if (!told && holder !== undefined) onWait?.(holder);
    told = true;
    await sleep(pollMs);
  }
}

function tryLink(path) {
  const own = uniqueName(path);
  writeFileSync(own, `${process.pid}\n`);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(own);
  }
}

// Renamed before it is removed: if somebody replaced the stale lock meanwhile, theirs is put back.
function removeStale(path, staleHolder) {
  const aside = uniqueName(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readPid(aside) !== staleHolder) linkSync(aside, path);
  unlinkSync(aside);
}

function releaseOwn(path) {
  if (readPid(path) === process.pid) rmSync(path, { force: true });
}

function readPid(path) {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function uniqueName(path) {
  serial += 1;
  return `${path}.${process.pid}.${serial}`;
}

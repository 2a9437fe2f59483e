import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { checkout, inCheckout } from './checkout.ts';
import { acquireFileLock } from './entry/file-lock.mjs';
import { runReported } from './tools/run-reported.ts';

export const bundleFile = inCheckout('build', 'workflows.js');
export const bundleHashFile = inCheckout('build', 'workflows.hash');
export const largestBundle = 2.5 * 1024 * 1024;

/** Of everything that ends up in the bundle. */
export function bundleSourceHash(): string {
  const files = globSync(['workflows/**/*.ts', 'api/**/*.ts', 'package-lock.json'], { cwd: checkout }).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(inCheckout(file)));
  return hash.digest('hex');
}

export function isBundleCurrent(): boolean {
  if (!existsSync(bundleFile) || !existsSync(bundleHashFile)) return false;
  return readFileSync(bundleHashFile, 'utf8').trim() === bundleSourceHash();
}

/** In a process of its own: the bundler is too big to stay in ours. */
export async function ensureWorkflowBundle(report: (line: string) => void): Promise<void> {
  const lock = await acquireFileLock(inCheckout('build', 'workflows.lock'));
  try {
    if (isBundleCurrent()) return;
    await runReported(
      'workflow bundle',
      { argv: [process.execPath, inCheckout('hack', 'build.ts')], cwd: checkout },
      report,
    );
  } finally {
    lock?.release();
  }
}

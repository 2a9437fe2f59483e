import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runReported } from './run-reported.ts';
import type { Installer, InstallJob } from './tool.ts';

const version = 'v1.35.0';
const releases = `https://github.com/kubernetes-sigs/controller-tools/releases/download/envtest-${version}`;
const probeMs = 2_000;
const downloadMs = 180_000;

/** SHA-512 of each archive, from the project's own index of its releases (envtest-releases.yaml). */
const checksums: Readonly<Record<string, string>> = {
  'darwin-arm64':
    'bb5d0bb3975956331b0aa0c039955b4c4dc6c5c288e5af369364c7d2fbeac11a025227dabb127569080b259dd29b697cc77fa77abd27ae26721ddb23e8ee0613',
  'linux-amd64':
    '130369c16f076e724d089189afaede960316f5f5dea6cf57be7a4fc6f09c77342893192509790e4056e116e232dff832ed863f5bd55dcb55d38f3ab834828a11',
  'linux-arm64':
    'e53e2b88398f5b9503e3f074d82a2dcb090c708b34940848607ce658138a5d4a25962e042ab683ccc026a8a6c90c0be7f658e42dde0887369d73c3b68e2fc86c',
};

/** The archive with etcd and kube-apiserver that setup-envtest uses: seconds instead of a build of minutes. */
export const envtestRelease: Installer = { describe: `looking for the prebuilt envtest ${version}`, install };

async function install({ name, target, cache, report }: InstallJob): Promise<void> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const checksum = checksums[platform];
  if (!checksum) throw new Error(`there is no prebuilt archive for ${platform}`);
  const url = `${releases}/envtest-${version}-${platform}.tar.gz`;
  if (!(await isReachable(url)))
    throw new Error('no prebuilt download: the machine reaches no release server within 2 s');
  report(`${name}: downloading the prebuilt envtest ${version}`);
  const archive = await download(url);
  if (createHash('sha512').update(archive).digest('hex') !== checksum) {
    throw new Error('the prebuilt archive has a wrong checksum and was thrown away');
  }
  await unpack({ archive, name, target, cache, report });
}

async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeMs) });
    return true;
  } catch {
    return false;
  }
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(downloadMs) });
  if (!response.ok) throw new Error(`the release server answered ${response.status} to the prebuilt download`);
  return Buffer.from(await response.arrayBuffer());
}

async function unpack({ archive, name, target, cache, report }: InstallJob & { archive: Buffer }): Promise<void> {
  const folder = mkdtempSync(join(cache, 'unpack-'));
  try {
    const file = join(folder, 'archive.tar.gz');
    writeFileSync(file, archive);
    await runReported(name, { argv: ['tar', '-xzf', file, '-C', folder] }, report);
    renameSync(join(folder, 'controller-tools', 'envtest', name), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

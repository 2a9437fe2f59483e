import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { type InstallKeys, loadInstallKeys } from '../../../activities/kickstart/install-keys.ts';
import { type InstallGrant, mintInstallToken } from '../../../activities/kickstart/install-token.ts';
import { installUrls } from '../../../activities/kickstart/install-urls.ts';
import { assetClaim, type AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { World } from './world.ts';

type What = 'kickstart' | 'installed' | 'failed' | 'booted' | 'wiped';

/** The claim on an asset, as it stands. */
export async function claimOf({ cluster }: World, asset: string): Promise<AssetClaim> {
  const claim = await cluster.get(assetClaim, { name: asset });
  if (!claim) throw new Error(`Asset ${asset} is not claimed`);
  return claim;
}

function keysOf({ stack }: World): InstallKeys {
  return loadInstallKeys(join(dirname(stack.file.kubeconfig), 'install-keys.json'));
}

/** The genuine token of a claim, or one for something else. */
export function tokenOf(world: World, { spec }: AssetClaim, change: Partial<InstallGrant> = {}): string {
  const grant = { purpose: 'install' as const, uid: spec.nodeRef.uid, installId: spec.installId, ...change };
  return mintInstallToken(keysOf(world), grant);
}

/** Says something in a machine's name; gives the status. */
export async function say(world: World, asset: string, what: What, token: string, body = ''): Promise<number> {
  const url = installUrls(world.stack.file.install, asset, token)[what];
  const reply = await fetch(url, what === 'kickstart' ? {} : { method: 'POST', body });
  await reply.text();
  return reply.status;
}

/** Everything that the processes of the stack have logged. */
export function logsOf({ stack }: World): string {
  return stack.file.processes.map(({ log }) => readFileSync(log, 'utf8')).join('\n');
}

/** What the install endpoints said of requests for an asset. */
export function endpointLog(world: World, asset: string): { path: string; status: number; reason: string }[] {
  const lines = logsOf(world)
    .split('\n')
    .filter((line) => line.includes('Install endpoint'));
  return lines
    .map((line) => JSON.parse(line) as { asset?: string; path: string; status: number; reason: string })
    .filter((entry) => entry.asset === asset);
}

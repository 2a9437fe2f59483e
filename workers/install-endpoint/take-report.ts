import type { InstallGrant } from '../../activities/kickstart/install-token.ts';
import type { InstallerEvent } from '../../activities/kickstart/install-urls.ts';
import type { Answer } from './answer.ts';
import { authorize } from './authorize.ts';
import { refuseUnbegun } from './begun.ts';
import { ask, type InstallEndpointDeps } from './deps.ts';
import { reportDetail } from './report-detail.ts';

const PURPOSE: Record<InstallerEvent, InstallGrant['purpose']> = {
  installed: 'install',
  failed: 'install',
  booted: 'install',
  wiped: 'wipe',
};

/** Passes a machine's report on to its node's workflow. It may come again: the workflow knows what it has heard. */
export async function takeReport(
  deps: InstallEndpointDeps,
  asset: string,
  event: InstallerEvent,
  token: string,
  body: Buffer | undefined,
): Promise<Answer> {
  const authorization = await authorize(deps, asset, token, [PURPOSE[event]]);
  if (!authorization.permitted) return authorization.refusal;
  const refusal = refuseUnbegun(authorization.claim, PURPOSE[event]);
  if (refusal) return refusal;

  const { nodeRef, installId } = authorization.claim.spec;
  const at = (deps.now?.() ?? new Date()).toISOString();
  const message = { installId, event, detail: reportDetail(event, body), at };
  await ask('Temporal', () => deps.signal(nodeRef, message));
  return { status: 204, body: '', reason: `told ${nodeRef.namespace}/${nodeRef.name}: ${event}` };
}

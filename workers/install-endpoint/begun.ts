import type { InstallGrant } from '../../activities/kickstart/install-token.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import { conflict, type Refusal } from './answer.ts';

/**
 * Refuses what comes before we booted the machine for it, however good its token is: an install that was not begun has
 * no kickstart and no end, and neither has a wipe.
 */
export function refuseUnbegun({ spec }: AssetClaim, purpose: InstallGrant['purpose']): Refusal | undefined {
  const { hold, booted, installId } = spec;
  if (purpose === 'install') {
    return booted ? undefined : conflict(`install ${installId} was not begun: its machine was not booted for it yet`);
  }
  if (hold?.phase === 'Cleaning') return undefined;
  return conflict(`the asset is not being cleaned${hold ? ` but held (${hold.phase})` : ''}`);
}

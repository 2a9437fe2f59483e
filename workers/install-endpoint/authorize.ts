import { type InstallGrant, verifyInstallToken } from '../../activities/kickstart/install-token.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import { forbidden, notFound, type Refusal } from './answer.ts';
import { ask, type InstallEndpointDeps } from './deps.ts';

type Purpose = InstallGrant['purpose'];

export type Authorization =
  { permitted: true; claim: AssetClaim; purpose: Purpose } | { permitted: false; refusal: Refusal };

const ASSET_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/**
 * Tries a token against the claim of this moment: its node's uid and its installId. A token of an earlier install, of
 * another asset or for another purpose fits nothing, however genuine it is.
 */
export async function authorize(
  deps: Pick<InstallEndpointDeps, 'findClaim' | 'keys'>,
  asset: string,
  token: string,
  purposes: readonly Purpose[],
): Promise<Authorization> {
  if (!ASSET_NAME.test(asset)) return refuse(notFound('this is no name of an asset'));
  const claim = await ask('the apiserver', () => deps.findClaim(asset));
  if (!claim) return refuse(notFound('the asset is not claimed'));

  const { nodeRef, installId } = claim.spec;
  for (const purpose of purposes) {
    const verdict = verifyInstallToken(deps.keys, token, { purpose, uid: nodeRef.uid, installId });
    if (verdict === 'valid') return { permitted: true, claim, purpose };
    if (verdict === 'unknown-key') return refuse(forbidden('the token was made with a key that is not known here'));
  }
  const permits = `${purposes.join(' or ')} of ${nodeRef.namespace}/${nodeRef.name} (install ${installId})`;
  return refuse(forbidden(`the token does not permit the ${permits}: it is stale, for something else, or made up`));
}

function refuse(refusal: Refusal): Authorization {
  return { permitted: false, refusal };
}

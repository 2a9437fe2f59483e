import { Failure } from '../../activities/failure.ts';
import { installUrls } from '../../activities/kickstart/install-urls.ts';
import { nodeAddresses } from '../../activities/kickstart/node-addresses.ts';
import { parsePlanInputs } from '../../activities/kickstart/plan-inputs.ts';
import { renderKickstart } from '../../activities/kickstart/render-kickstart.ts';
import { renderWipe } from '../../activities/kickstart/render-wipe.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import { type Answer, conflict, type Refusal, unprocessable } from './answer.ts';
import { authorize } from './authorize.ts';
import { ask, type InstallEndpointDeps } from './deps.ts';
import type { RequestQuery } from './request-query.ts';

/** The kickstart that a token permits: the node's own, or the one that erases the asset. */
export async function serveKickstart(deps: InstallEndpointDeps, asset: string, query: RequestQuery): Promise<Answer> {
  const authorization = await authorize(deps, asset, query.token, ['install', 'wipe']);
  if (!authorization.permitted) return authorization.refusal;
  const { claim, purpose } = authorization;
  const refusal = purpose === 'wipe' ? refuseWipe(claim) : await refuseInstall(deps, claim);
  if (refusal) return refusal;

  try {
    const body = purpose === 'wipe' ? wipe(deps, claim, query) : await install(deps, claim, query);
    const ignored = query.builtIgnored ? '; the built URL was ignored: it is no plain http or https URL' : '';
    return { status: 200, body, reason: `served the kickstart (${purpose})${ignored}` };
  } catch (error) {
    if (error instanceof Failure && error.type === 'InvalidInput') return unprocessable(error.message);
    throw error;
  }
}

async function install(deps: InstallEndpointDeps, claim: AssetClaim, { token, built }: RequestQuery): Promise<string> {
  const inputs = parsePlanInputs(claim.spec.plan.inputs, claim.metadata.name);
  const addresses = await ask('the apiserver', () => deps.findAddresses(claim.spec.nodeRef.uid));
  const { installed, failed, booted } = installUrls(deps.baseUrl, claim.metadata.name, token);
  return renderKickstart(inputs, nodeAddresses(inputs, addresses), { installed, failed, booted, foremanBuilt: built });
}

function wipe(deps: InstallEndpointDeps, claim: AssetClaim, { token }: RequestQuery): string {
  const inputs = parsePlanInputs(claim.spec.plan.inputs, claim.metadata.name);
  return renderWipe(inputs, { wiped: installUrls(deps.baseUrl, claim.metadata.name, token).wiped });
}

async function refuseInstall(deps: InstallEndpointDeps, claim: AssetClaim): Promise<Refusal | undefined> {
  const { hold, installId } = claim.spec;
  if (claim.metadata.deletionTimestamp !== undefined) return conflict('the asset is being given back');
  if (hold) return conflict(`the asset is held (${hold.phase}): ${hold.reason}`);
  // A machine that boots from the network once more must not erase what it has just been given.
  if (!(await ask('Temporal', () => deps.installReported(claim)))) return undefined;
  return conflict(`install ${installId} was reported done: the machine is to boot from its disk`);
}

function refuseWipe({ spec }: AssetClaim): Refusal | undefined {
  if (spec.hold?.phase === 'Cleaning') return undefined;
  return conflict(`the asset is not being cleaned${spec.hold ? ` but held (${spec.hold.phase})` : ''}`);
}

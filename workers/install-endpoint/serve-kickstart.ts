import { Failure } from '../../activities/failure.ts';
import { installUrls } from '../../activities/kickstart/install-urls.ts';
import { nodeAddresses } from '../../activities/kickstart/node-addresses.ts';
import { parsePlanInputs } from '../../activities/kickstart/plan-inputs.ts';
import { renderKickstart } from '../../activities/kickstart/render-kickstart.ts';
import { renderWayToDisk } from '../../activities/kickstart/render-way-to-disk.ts';
import { renderWipe } from '../../activities/kickstart/render-wipe.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import { type Answer, conflict, type Refusal, unprocessable } from './answer.ts';
import { authorize } from './authorize.ts';
import { refuseUnbegun } from './begun.ts';
import { ask, type InstallEndpointDeps } from './deps.ts';
import type { RequestQuery } from './request-query.ts';

/** The kickstart that a token permits: the node's own, the way to its disk once it is installed, or an eraser. */
export async function serveKickstart(deps: InstallEndpointDeps, asset: string, query: RequestQuery): Promise<Answer> {
  const authorization = await authorize(deps, asset, query.token, ['install', 'wipe']);
  if (!authorization.permitted) return authorization.refusal;
  const { claim, purpose } = authorization;
  const refusal = (purpose === 'install' ? refuseHeld(claim) : undefined) ?? refuseUnbegun(claim, purpose);
  if (refusal) return refusal;

  try {
    const { what, body } = purpose === 'wipe' ? wipe(deps, claim, query) : await install(deps, claim, query);
    const ignored = query.builtIgnored ? '; the built URL was ignored: it is no plain http or https URL' : '';
    return { status: 200, body, reason: `served ${what}${ignored}` };
  } catch (error) {
    if (error instanceof Failure && error.type === 'InvalidInput') return unprocessable(error.message);
    throw error;
  }
}

interface Served {
  /** For the log. */
  what: string;
  body: string;
}

async function install(deps: InstallEndpointDeps, claim: AssetClaim, { token, built }: RequestQuery): Promise<Served> {
  const inputs = parsePlanInputs(claim.spec.plan.inputs, claim.metadata.name);
  // A machine that boots from the network once more must not erase what it has just been given.
  if (await ask('Temporal', () => deps.installReported(claim))) {
    const what = `the way to its disk: install ${claim.spec.installId} was reported done`;
    return { what, body: renderWayToDisk(inputs, { foremanBuilt: built }) };
  }
  const addresses = await ask('the apiserver', () => deps.findAddresses(claim.spec.nodeRef.uid));
  const { installed, failed, booted, saltKey } = installUrls(deps.baseUrl, claim.metadata.name, token);
  const callbacks = { installed, failed, booted, foremanBuilt: built };
  const template = await ask('the apiserver', () => deps.findTemplate(inputs.osImage));
  const { minion, ...wish } = await ask('the apiserver or a Salt master', () => deps.findSalt(claim.spec.nodeRef));
  const salt = minion ? { ...wish, minion: { ...minion, keyUrl: saltKey } } : wish;
  return {
    what: 'the kickstart (install)',
    body: renderKickstart(inputs, nodeAddresses(inputs, addresses), callbacks, template, salt),
  };
}

function wipe(deps: InstallEndpointDeps, claim: AssetClaim, { token }: RequestQuery): Served {
  const inputs = parsePlanInputs(claim.spec.plan.inputs, claim.metadata.name);
  const { wiped } = installUrls(deps.baseUrl, claim.metadata.name, token);
  return { what: 'the kickstart (wipe)', body: renderWipe(inputs, { wiped }) };
}

function refuseHeld({ metadata, spec: { hold } }: AssetClaim): Refusal | undefined {
  if (metadata.deletionTimestamp !== undefined) return conflict('the asset is being given back');
  return hold && conflict(`the asset is held (${hold.phase}): ${hold.reason}`);
}

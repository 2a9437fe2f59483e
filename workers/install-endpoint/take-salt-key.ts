import { isPublicKey } from '../../api/salt/minion-key.ts';
import { type Answer, conflict, unprocessable } from './answer.ts';
import { authorize } from './authorize.ts';
import { refuseUnbegun } from './begun.ts';
import { ask, type InstallEndpointDeps, Outage } from './deps.ts';

/**
 * Keeps the public key of a minion beside the permit that its install has. What came first under a permit counts: a machine
 * makes one key, and whoever brings another one later is somebody else.
 */
export async function takeSaltKey(
  deps: InstallEndpointDeps,
  asset: string,
  token: string,
  body: Buffer | undefined,
): Promise<Answer> {
  const authorization = await authorize(deps, asset, token, ['install']);
  if (!authorization.permitted) return authorization.refusal;
  const { claim } = authorization;
  const refusal = refuseUnbegun(claim, 'install');
  if (refusal) return refusal;
  const key = body?.toString('utf8').trim() ?? '';
  if (!isPublicKey(key)) return unprocessable('this is no public key in PEM');
  const { nodeRef, installId, salt } = claim.spec;
  const who = `${nodeRef.namespace}/${nodeRef.name}`;
  if (salt?.installId === installId) {
    if (salt.minionKey === key) return { status: 204, body: '', reason: `the key of ${who} is known` };
    return conflict(`install ${installId} has told another key`);
  }
  if (await ask('the apiserver', () => deps.noteSaltKey(claim, key))) {
    return { status: 204, body: '', reason: `noted the key of ${who}` };
  }
  throw new Outage('the apiserver', 'the claim changed meanwhile');
}

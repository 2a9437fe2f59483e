import { NODE_FINALIZER } from '../groups.ts';
import type { AssetClaim } from '../kinds/asset-claim.ts';
import type { ComputeNode } from '../kinds/compute-node.ts';
import type { SaltMaster } from '../kinds/salt-master.ts';
import type { SaltMinion } from '../kinds/salt-minion.ts';
import { canonical, digest } from '../pool/digest.ts';

/*
 * What a minion's and a master's chain look at beside their own object. The bridge compares the digest with that of the
 * last look: where it is another one, there is news.
 */

export function minionSurroundings(node?: ComputeNode, claim?: AssetClaim, master?: SaltMaster): string {
  const salt = claim?.spec.salt;
  return digestOf({
    node: node && { uid: node.metadata.uid, going: isGoing(node), ended: isEnded(node), ready: isReady(node) },
    install: claim?.spec.installId,
    key: salt?.installId === claim?.spec.installId ? salt?.minionKey : undefined,
    master: master && { uid: master.metadata.uid, generation: master.metadata.generation },
  });
}

export function masterSurroundings(node: ComputeNode | undefined, minions: readonly SaltMinion[]): string {
  const roles = new Set(minions.filter(isAccepted).map(({ spec }) => JSON.stringify([...spec.roles].sort())));
  return digestOf({ node: node && { uid: node.metadata.uid, ready: isReady(node) }, roles: [...roles].sort() });
}

/** Of the claims of one node: that of the machine which is its own now. The others keep broken machines out of the way. */
export function standingClaim(claims: readonly AssetClaim[]): AssetClaim | undefined {
  return claims.find(({ spec }) => spec.hold === undefined || spec.hold.phase === 'Cleaning');
}

export function isGoing({ metadata }: Pick<ComputeNode, 'metadata'>): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Its machine was seen off, and given back. */
export function isEnded(node: Pick<ComputeNode, 'metadata'>): boolean {
  return isGoing(node) && !(node.metadata.finalizers ?? []).includes(NODE_FINALIZER);
}

export function isReady({ status }: Pick<ComputeNode, 'status'>): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}

export function isAccepted({ status }: Pick<SaltMinion, 'status'>): boolean {
  return status?.key === 'Accepted';
}

function digestOf(value: unknown): string {
  return digest(canonical(value), 10);
}

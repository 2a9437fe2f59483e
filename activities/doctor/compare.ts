import type { Finding } from '../../api/doctor.ts';
import type { Owner } from '../../api/owner.ts';
import { claimOf, type Live, type LiveClaim, type LiveNode } from './live.ts';

export type Ailing = Omit<Finding, 'system'>;

/** What was known before a system was asked, and after: only what holds in both is said, so that nothing in the making is. */
export interface Span {
  before: Live;
  after: Live;
}

/** A thing outside that bears our mark. */
export interface Marked {
  /** Such as "host web-7.r1.fleet.example". */
  object: string;
  owner: Owner;
  /** The asset that it stands for, where it stands for one. */
  asset?: string;
}

export interface SettledNode {
  uid: string;
  node: LiveNode;
  claim: LiveClaim;
}

/** Nodes that were Ready all the time, under one permit: all that is theirs must be there. */
export function settledNodes({ before, after }: Span): SettledNode[] {
  return [...after.nodes].flatMap(([uid, node]) => {
    const claim = claimOf(after, uid);
    const earlier = claimOf(before, uid);
    const stayed = node.settled && before.nodes.get(uid)?.settled === true;
    if (!stayed || !claim || claim.installId !== earlier?.installId) return [];
    return [{ uid, node, claim }];
  });
}

/** Marked things that nobody stands behind, or whose node stands elsewhere. */
export function strays(marked: readonly Marked[], span: Span, advice: (stray: Marked) => string): Ailing[] {
  const settled = new Map(settledNodes(span).map((node) => [node.uid, node]));
  return marked.flatMap((thing): Ailing[] => {
    const { object, owner, asset } = thing;
    const of = { object, owner: describe(owner) };
    if (!isKnown(span, owner.uid)) {
      const why = `there is no ComputeNode ${owner.namespace}/${owner.name} of that uid in this cluster`;
      return [{ ailment: 'Orphan', ...of, why, advice: advice(thing) }];
    }
    const claim = settled.get(owner.uid)?.claim;
    if (!claim) return [];
    const stale = whyStale(claim, owner, asset);
    return stale ? [{ ailment: 'Stale', ...of, why: stale, advice: advice(thing) }] : [];
  });
}

function whyStale(claim: LiveClaim, owner: Owner, asset: string | undefined): string | undefined {
  if (asset !== undefined && asset !== claim.asset) return `its node stands on asset ${claim.asset}`;
  if (owner.installId === claim.installId) return undefined;
  return `it is of install ${owner.installId}, and its node of install ${claim.installId}`;
}

/** A node that was there before or after may be in the making, or on its way out. */
export function isKnown({ before, after }: Span, uid: string): boolean {
  return before.nodes.has(uid) || after.nodes.has(uid);
}

export function missing(of: SettledNode, object: string): Ailing {
  const { uid, node } = of;
  return {
    ailment: 'Missing',
    object,
    owner: describe({ ...node, uid }),
    why: 'its node is Ready, and it is not there, or bears another owner',
    advice: `see who took it away; deleting and applying ComputeNode ${node.namespace}/${node.name} makes everything anew`,
  };
}

export function describe({ namespace, name, uid }: Pick<Owner, 'namespace' | 'name' | 'uid'>): string {
  return `ComputeNode ${namespace}/${name} (uid ${uid})`;
}

import { randomUUID } from 'node:crypto';
import { type ClusterClient, isConflict, isNotFound } from '../../api/cluster/index.ts';
import { ASSET_CLAIM_FINALIZER } from '../../api/groups.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { Owner } from '../../api/owner.ts';
import type { NodeAddress } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { type Fleet, heldBy } from '../fleet/fleet.ts';
import { boundAddresses } from '../ipam/bound-addresses.ts';
import { nodeAddresses } from '../kickstart/node-addresses.ts';
import { type ClaimAgainRequest, claimAgain } from './claim-again.ts';
import { giveSlotBack, type SlotDeps } from './install-slot.ts';
import { requireClaim } from './permit.ts';
import { plannedClaim, type PlannedClaim } from './planned-claim.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

type Held = { claims: PlannedClaim[]; addresses: NodeAddress[] };
type Hold = NonNullable<AssetClaim['spec']['hold']>;

interface ClaimDeps {
  client: ClusterClient;
  fleet: Fleet;
  slots: SlotDeps['slots'];
}

/**
 * Acts on AssetClaims. Each may be repeated: what is so already is left so. Where a permit to install ends, its install
 * slot is given back first.
 */
export function claimActivities({ client, fleet, slots }: ClaimDeps) {
  /** Patches the claim as it is now; a writer in between makes us read again. */
  async function change(claim: AssetClaim, spec: object): Promise<AssetClaim> {
    try {
      const { resourceVersion } = claim.metadata;
      const changed = await client.mergePatch(assetClaim, claim.metadata, { spec }, { resourceVersion });
      fleet.observeClaim(changed);
      return changed;
    } catch (error) {
      if (!isConflict(error)) throw error;
      throw new Failure('RaceLost', `AssetClaim ${claim.metadata.name} changed while it was being changed`);
    }
  }

  async function ours(ref: NodeKey, asset: string): Promise<AssetClaim | undefined> {
    const claim = await client.get(assetClaim, { name: asset });
    return claim?.spec.nodeRef.uid === ref.uid ? claim : undefined;
  }

  return {
    /** What a node holds: claims that still stand for a running or half-made machine, and its addresses. */
    async 'claim.find'({ ref }: { ref: NodeKey }): Promise<Held> {
      const { items } = await client.list(assetClaim, heldBy(ref.uid));
      const standing = items.filter(({ spec }) => spec.hold === undefined || spec.hold.phase === 'Cleaning');
      const claims = standing.map(plannedClaim);
      const held = await boundAddresses(client, ref.uid);
      return { claims, addresses: claims.flatMap(({ plan }) => nodeAddresses(plan.inputs, held)) };
    },

    /** Where etcd forgot what a node holds. */
    'claim.again': (request: ClaimAgainRequest): Promise<string[]> => claimAgain(client, request),

    /** Uses the permit up. From here on nothing boots an install under this installId. */
    async 'claim.markBooted'({ owner, asset }: { owner: Owner; asset: string }): Promise<void> {
      const claim = await requireClaim(client, owner, asset);
      if (!claim.spec.booted) await change(claim, { booted: true });
    },

    /** The machine that was taken over is the node's: from now on a deletion takes it down. */
    async 'claim.adopted'({ owner, asset }: { owner: Owner; asset: string }): Promise<PlannedClaim> {
      const claim = await requireClaim(client, owner, asset);
      return plannedClaim(claim.spec.adoption === 'Done' ? claim : await change(claim, { adoption: 'Done' }));
    },

    /** A new permit in place of `installId`, once: asked again, it answers the one that it made. */
    async 'claim.renew'({
      ref,
      asset,
      installId,
    }: {
      ref: NodeKey;
      asset: string;
      installId: string;
    }): Promise<PlannedClaim> {
      const claim = await ours(ref, asset);
      if (!claim)
        throw new Failure('Conflict', `Asset ${asset} is not claimed by ${ref.namespace}/${ref.name} any more`);
      if (claim.spec.installId !== installId) return plannedClaim(claim);
      await giveSlotBack({ slots }, claim);
      const spec = { installId: randomUUID(), booted: false, attempt: claim.spec.attempt + 1 };
      return plannedClaim(await change(claim, spec));
    },

    async 'claim.startCleaning'({ owner, asset }: { owner: Owner; asset: string }): Promise<void> {
      const claim = await requireClaim(client, owner, asset);
      if (claim.spec.hold?.phase === 'Cleaning') return;
      await giveSlotBack({ slots }, claim);
      await change(claim, { hold: hold('Cleaning', `ComputeNode ${owner.namespace}/${owner.name} is being deleted`) });
    },

    /** Keeps the asset out of the pool until a person deletes the claim. */
    async 'claim.hold'({
      ref,
      asset,
      phase,
      reason,
    }: {
      ref: NodeKey;
      asset: string;
      phase: Hold['phase'];
      reason: string;
    }): Promise<void> {
      const claim = await ours(ref, asset);
      if (!claim || claim.spec.hold?.phase === phase) return;
      await giveSlotBack({ slots }, claim);
      await change(claim, { hold: hold(phase, reason) });
    },

    /** Gives the asset back. Nothing to do when it is not the node's any more. */
    async 'claim.release'({ ref, asset }: { ref: NodeKey; asset: string }): Promise<void> {
      const claim = await ours(ref, asset);
      if (!claim) return;
      await giveSlotBack({ slots }, claim);
      await client.delete(assetClaim, claim.metadata, { uid: claim.metadata.uid });
      const finalizers = (claim.metadata.finalizers ?? []).filter((name) => name !== ASSET_CLAIM_FINALIZER);
      await client.mergePatch(assetClaim, claim.metadata, { metadata: { finalizers } }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },
  };
}

function hold(phase: Hold['phase'], reason: string): Hold {
  return { phase, reason: reason.slice(0, 1024), since: new Date().toISOString() };
}

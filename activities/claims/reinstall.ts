import { randomUUID } from 'node:crypto';
import { type ClusterClient, isConflict } from '../../api/cluster/index.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { planAgain } from '../scheduling/plan-again.ts';
import { giveSlotBack, type SlotDeps } from './install-slot.ts';
import { liveNode } from './permit.ts';
import { plannedClaim, type PlannedClaim } from './planned-claim.ts';

interface Reinstall {
  ref: { namespace: string; name: string; uid: string };
  asset: string;
  /** The permit that is replaced. */
  installId: string;
}

interface ReinstallDeps {
  client: ClusterClient;
  fleet: Fleet;
  slots: SlotDeps['slots'];
}

export function reinstallActivities({ client, fleet, slots }: ReinstallDeps) {
  return {
    /**
     * A new permit on the same machine, once: asked again, it answers the one that it made. What is installed is resolved
     * from the objects of now; what was made outside for the node, and under which names, stays.
     */
    async 'claim.reinstall'({ ref, asset, installId }: Reinstall): Promise<PlannedClaim> {
      await fleet.synced;
      const who = `ComputeNode ${ref.namespace}/${ref.name}`;
      const claim = await client.get(assetClaim, { name: asset });
      if (claim?.spec.nodeRef.uid !== ref.uid) {
        throw new Failure('Conflict', `Asset ${asset} is not claimed by ${who} any more: nothing is installed on it`);
      }
      const held = plannedClaim(claim);
      if (held.installId !== installId) return held;
      const node = await liveNode(client, ref);
      if (!node || node.metadata.deletionTimestamp) {
        throw new Failure('Conflict', `${who} is not there, or is being deleted: nothing is installed on ${asset}`);
      }
      const again = planAgain(node, held.plan.inputs, fleet.view);
      if (again.kind === 'refused') throw new Failure(again.type, again.message, { waitsFor: again.waitsFor });
      await giveSlotBack({ slots }, claim);
      const spec = {
        installId: randomUUID(),
        booted: false,
        attempt: 1,
        reinstalls: (claim.spec.reinstalls ?? 0) + 1,
        plan: { inputs: again.changed },
      };
      try {
        const { resourceVersion } = claim.metadata;
        const changed = await client.mergePatch(assetClaim, claim.metadata, { spec }, { resourceVersion });
        fleet.observeClaim(changed);
        return plannedClaim(changed);
      } catch (error) {
        if (!isConflict(error)) throw error;
        throw new Failure('RaceLost', `AssetClaim ${asset} changed while its permit was renewed`);
      }
    },
  };
}

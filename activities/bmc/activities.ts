import type { ClusterClient } from '../../api/cluster/index.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlannedAsset } from '../../api/plan.ts';
import { giveSlotBack, type SlotDeps, takeSlot } from '../claims/install-slot.ts';
import { type Permit, requireClaim, requirePermit } from '../claims/permit.ts';
import type { Systems } from '../systems/systems.ts';
import { bring } from './bring.ts';
import { openIdentified } from './identified.ts';

interface Machine {
  owner: Owner;
  asset: PlannedAsset;
  /** How long the machine may take to follow an order, in milliseconds. */
  waitMs?: number;
}

export interface BmcDeps extends SlotDeps {
  client: ClusterClient;
  systems: Pick<Systems, 'bmc'>;
  /** Milliseconds between looks at the power state; 1,000 suits real controllers. */
  pollMs?: number;
}

/** For claims whose plan says nothing of it, in milliseconds. */
const DEFAULT_WAIT_MS = 600_000;
/** Coming up shows within seconds: an order that shows nothing for so long was not followed. */
const MAX_ON_WAIT_MS = 120_000;

/** Every act on a machine begins with the claim, read now, and the machine's identity. */
export function bmcActivities({ client, systems, fleet, slots, pollMs = 1_000 }: BmcDeps) {
  const identified = (claim: AssetClaim) => openIdentified({ client, systems }, claim);

  return {
    /** Off first: a running machine would not notice that its next boot changed. Then one boot from the network. */
    async 'bmc.bootFromNetwork'({
      owner,
      asset,
      permit,
      waitMs = DEFAULT_WAIT_MS,
    }: Machine & { permit: Permit }): Promise<void> {
      const claim = await requirePermit(client, owner, asset.name, permit);
      const bmc = await identified(claim);
      if (permit === 'install') await takeSlot({ fleet, slots }, claim);
      try {
        await bring(bmc, { goal: 'Off', asset, waitMs, pollMs });
        await requirePermit(client, owner, asset.name, permit);
        await bmc.bootFromNetworkOnce(asset.firmware);
      } catch (error) {
        // A machine that can't be booted keeps nobody else waiting; at the worst its slot runs out.
        if (permit === 'install') await giveSlotBack({ slots }, claim).catch(() => undefined);
        throw error;
      }
    },

    /** On, or coming up. Where the machine boots from was set before. */
    async 'bmc.powerOn'({ owner, asset, waitMs = DEFAULT_WAIT_MS }: Machine): Promise<void> {
      const claim = await requireClaim(client, owner, asset.name);
      const bmc = await identified(claim);
      // The slot may have run out since. What is being cleaned needs none.
      const first = claim.spec.hold ? undefined : () => takeSlot({ fleet, slots }, claim);
      await bring(bmc, { goal: 'On', asset, waitMs: Math.min(waitMs, MAX_ON_WAIT_MS), first, pollMs });
    },

    /** Returns only when the machine was seen off. */
    async 'bmc.powerOff'({ owner, asset, waitMs = DEFAULT_WAIT_MS }: Machine): Promise<void> {
      const bmc = await identified(await requireClaim(client, owner, asset.name));
      await bring(bmc, { goal: 'Off', asset, waitMs, pollMs });
    },
  };
}

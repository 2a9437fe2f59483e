import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterClient, isConflict } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlannedAsset } from '../../api/plan.ts';
import { requireClaim } from '../claims/permit.ts';
import { Failure } from '../failure.ts';
import type { RestartWay } from '../ports/bmc.ts';
import type { Systems } from '../systems/systems.ts';
import { bring } from './bring.ts';
import { openIdentified } from './identified.ts';

interface Machine {
  owner: Owner;
  asset: PlannedAsset;
  /** How long the machine may take to follow, in milliseconds. */
  waitMs: number;
}

interface Restart extends Machine {
  how: RestartWay;
  /** Names the one reset that is wanted: asked again under it, a machine that was reset is left alone. */
  order: string;
}

export interface OperationDeps {
  client: ClusterClient;
  systems: Pick<Systems, 'bmc'>;
  pollMs?: number;
}

/** Looks at an order that was given before, before it is given again: a forced one would have shown by then. */
const LOOKS_BEFORE_REPEAT = 10;

/** What operations do to the machine of a node that is installed. None of it boots an installer. */
export function operationActivities({ client, systems, pollMs = 1_000 }: OperationDeps) {
  const identified = (claim: AssetClaim) => openIdentified({ client, systems }, claim);

  /** Before the order, with what the BMC says of resets before it: who comes after a crash can tell. */
  async function record({ metadata }: AssetClaim, reset: { order: string; before: string }): Promise<void> {
    try {
      const { resourceVersion } = metadata;
      await client.mergePatch(assetClaim, metadata, { spec: { reset } }, { resourceVersion });
    } catch (error) {
      if (!isConflict(error)) throw error;
      throw new Failure('RaceLost', `AssetClaim ${metadata.name} changed while its machine was to be restarted`);
    }
  }

  return {
    /** 'untold' when the BMC tells nothing of resets: it was not touched, as nobody could say whether it was reset once. */
    async 'bmc.restart'({ owner, asset, how, order, waitMs }: Restart): Promise<'restarted' | 'untold'> {
      const claim = await requireClaim(client, owner, asset.name);
      const bmc = await identified(claim);
      const now = await bmc.lastReset();
      if (now === undefined) return 'untold';
      const { reset } = claim.spec;
      const given = reset?.order === order;
      const before = given ? reset.before : now;
      const isReset = async (looks: number) => {
        for (; looks > 0; looks -= 1) {
          if ((await bmc.lastReset()) !== before) return true;
          await sleep(pollMs);
        }
        return false;
      };
      if (given && (await isReset(LOOKS_BEFORE_REPEAT))) return 'restarted';
      if ((await bmc.power()) === 'Off') {
        throw new Failure('InvalidInput', `${asset.name} is off and can't be restarted: power it on`);
      }
      if (!given) await record(claim, { order, before });
      await bmc.restart(how);
      const deadline = Date.now() + waitMs;
      while (Date.now() <= deadline) if (await isReset(1)) return 'restarted';
      const advice = how === 'gracefully' ? 'its system may hang: --force resets it' : 'see to the machine and its BMC';
      throw new Failure(
        'Unavailable',
        `The BMC of ${asset.name} took the order to restart it, and shows no reset after ${Math.round(waitMs / 1000)} s: ${advice}`,
        { waited: true },
      );
    },

    /** Returns only when the machine was seen off. */
    async 'bmc.shutDown'({ owner, asset, how, waitMs }: Machine & { how: RestartWay }): Promise<void> {
      const bmc = await identified(await requireClaim(client, owner, asset.name));
      const order = how === 'gracefully' ? () => bmc.shutDown() : () => bmc.powerOff();
      await bring(bmc, { goal: 'Off', asset, waitMs, order, pollMs });
    },

    /** On, or coming up: from its disk, for nothing of it is in build mode. */
    async 'bmc.switchOn'({ owner, asset, waitMs }: Machine): Promise<void> {
      const bmc = await identified(await requireClaim(client, owner, asset.name));
      await bring(bmc, { goal: 'On', asset, waitMs, pollMs });
    },
  };
}

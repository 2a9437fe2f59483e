import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterClient } from '../../api/cluster/index.ts';
import type { Owner } from '../../api/owner.ts';
import type { PlannedAsset } from '../../api/plan.ts';
import { type Permit, requireClaim, requirePermit } from '../claims/permit.ts';
import { Failure } from '../failure.ts';
import type { Bmc } from '../ports/bmc.ts';
import type { Systems } from '../systems/systems.ts';

interface Machine {
  owner: Owner;
  asset: PlannedAsset;
}

export interface BmcDeps {
  client: ClusterClient;
  systems: Pick<Systems, 'bmc'>;
  /** Milliseconds between looks at the power state; 1,000 suits real controllers. */
  pollMs?: number;
  /** Milliseconds after which an order to go off counts as not followed. */
  powerOffMs?: number;
}

/** Every act on a machine begins with the claim, read now, and the machine's identity. */
export function bmcActivities({ client, systems, pollMs = 1_000, powerOffMs = 600_000 }: BmcDeps) {
  async function openIdentified(asset: PlannedAsset): Promise<Bmc> {
    const bmc = await systems.bmc(asset.bmc);
    const macs = [...asset.nics.map(({ mac }) => mac), ...asset.bmc.macs];
    await bmc.checkIdentity({ systemId: asset.bmc.systemId, serialNumber: asset.serialNumber, macs });
    return bmc;
  }

  async function off(bmc: Bmc, asset: PlannedAsset): Promise<void> {
    const deadline = Date.now() + powerOffMs;
    if ((await bmc.power()) === 'Off') return;
    await bmc.powerOff();
    while ((await bmc.power()) !== 'Off') {
      if (Date.now() > deadline) {
        throw new Failure('Unavailable', `${asset.name} was told to power off and is still not off: see to its BMC`);
      }
      await sleep(pollMs);
    }
  }

  return {
    /** Off first: a running machine would not notice that its next boot changed. Then one boot from the network. */
    async 'bmc.bootFromNetwork'({ owner, asset, permit }: Machine & { permit: Permit }): Promise<void> {
      await requirePermit(client, owner, asset.name, permit);
      const bmc = await openIdentified(asset);
      await off(bmc, asset);
      await requirePermit(client, owner, asset.name, permit);
      await bmc.bootFromNetworkOnce(asset.firmware);
    },

    /** On, if it is off. Where the machine boots from was set before. */
    async 'bmc.powerOn'({ owner, asset }: Machine): Promise<void> {
      await requireClaim(client, owner, asset.name);
      const bmc = await openIdentified(asset);
      await bmc.powerOn();
    },

    /** Returns only when the machine was seen off. */
    async 'bmc.powerOff'({ owner, asset }: Machine): Promise<void> {
      await requireClaim(client, owner, asset.name);
      await off(await openIdentified(asset), asset);
    },
  };
}

import { type ClusterClient, isConflict } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { dataDevices } from '../../api/data-devices.ts';
import { computeAsset, type ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { PlannedAsset } from '../../api/plan.ts';
import { plannedClaim } from '../claims/planned-claim.ts';
import { Failure } from '../failure.ts';
import type { Bmc, MachineIdentity } from '../ports/bmc.ts';
import { plannedBmc } from '../scheduling/planned-bmc.ts';
import type { Systems } from '../systems/systems.ts';

interface Deps {
  client: ClusterClient;
  systems: Pick<Systems, 'bmc'>;
}

/**
 * The asset's BMC, once the machine behind it has proved to be the right one. Where it is reached is the inventory's
 * word of today: a BMC that moved is found. Who it is, is today's word only until it was booted for the claim; after
 * that an edit of the inventory must not lead to another machine, and what the claim says counts.
 */
export async function openIdentified({ client, systems }: Deps, claim: AssetClaim): Promise<Bmc> {
  const planned = plannedClaim(claim).plan.inputs.asset;
  if (claim.spec.adoption === 'Pending') {
    const { namespace, name } = claim.spec.nodeRef;
    throw new Failure(
      'Conflict',
      `The machine of ${planned.name} is still being adopted: it is not yet ComputeNode ${namespace}/${name}'s to switch`,
    );
  }
  const inventory = await client.get(computeAsset, { name: planned.name });
  const { booted, attempt, reinstalls = 0 } = claim.spec;
  const everBooted = booted || attempt > 1 || reinstalls > 0;
  const expected = inventory && !everBooted ? identityNow(inventory) : identityPlanned(planned);
  const bmc = await systems.bmc((inventory && plannedBmc(inventory)) ?? planned.bmc);
  await bmc.checkIdentity(expected);
  if (inventory && !everBooted) {
    refuseOutdated(planned, expected, claim);
    await record(client, planned, inventory, claim);
  }
  return bmc;
}

/** The plan names the device that is to boot from the network: of an older description it would wait in vain. */
function refuseOutdated({ name, nics }: PlannedAsset, { macs }: MachineIdentity, { spec }: AssetClaim): void {
  const lost = nics.filter(({ mac }) => !macs.includes(mac)).map(({ mac }) => mac);
  if (lost.length === 0) return;
  const node = `${spec.nodeRef.namespace}/${spec.nodeRef.name}`;
  throw new Failure(
    'Conflict',
    `ComputeAsset ${name} no longer has the MAC ${lost.join(', ')} that ComputeNode ${node} was planned with. ` +
      'Delete the node and apply it again; its machine was not booted.',
    { waitsFor: [{ kind: 'ComputeAsset', name }] },
  );
}

/** What the inventory was corrected to, and the machine has proved, is the claim's word from now on. */
async function record(
  client: ClusterClient,
  planned: PlannedAsset,
  inventory: ComputeAsset,
  { metadata }: AssetClaim,
): Promise<void> {
  const proved = { serialNumber: inventory.serialNumber, bmc: plannedBmc(inventory) ?? planned.bmc };
  if (inWords(proved) === inWords(planned)) return;
  const { resourceVersion } = metadata;
  try {
    await client.mergePatch(
      assetClaim,
      metadata,
      { spec: { plan: { inputs: { asset: proved } } } },
      { resourceVersion },
    );
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Failure('RaceLost', `AssetClaim ${metadata.name} changed while its machine was being looked at`);
  }
}

function inWords({ serialNumber, bmc }: Pick<PlannedAsset, 'serialNumber' | 'bmc'>): string {
  const { address, systemId, credentialsSecretRef, macs } = bmc;
  return [serialNumber, address, systemId, credentialsSecretRef?.namespace, credentialsSecretRef?.name, ...macs].join();
}

function identityPlanned({ name, serialNumber, nics, bmc }: PlannedAsset): MachineIdentity {
  return { asset: name, systemId: bmc.systemId, serialNumber, macs: [...nics.map(({ mac }) => mac), ...bmc.macs] };
}

function identityNow(asset: ComputeAsset): MachineIdentity {
  const data = dataDevices(asset).flatMap(({ l2Domain }) => (l2Domain ? [l2Domain.macAddress.toLowerCase()] : []));
  return {
    asset: asset.metadata.name,
    systemId: asset.bmc?.systemId,
    serialNumber: asset.serialNumber,
    macs: [...data, ...(plannedBmc(asset)?.macs ?? [])],
  };
}

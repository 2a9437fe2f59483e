import type { ClusterClient } from '../../api/cluster/index.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset, type ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { PlannedAsset } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import type { Bmc, MachineIdentity } from '../ports/bmc.ts';
import { plannedBmc } from '../scheduling/planned-bmc.ts';
import { dataDevices } from '../scheduling/topology.ts';
import type { Systems } from '../systems/systems.ts';

/**
 * The asset's BMC, once the machine behind it has proved to be the right one. Where it is reached is the inventory's
 * word of today: a BMC that moved is found. Who it is, is today's word only until it was booted for the claim; after
 * that an edit of the inventory must not lead to another machine, and what the plan was made with counts.
 */
export async function openIdentified(
  { client, systems }: { client: ClusterClient; systems: Pick<Systems, 'bmc'> },
  asset: PlannedAsset,
  claim: AssetClaim,
): Promise<Bmc> {
  const inventory = await client.get(computeAsset, { name: asset.name });
  const reached = (inventory && plannedBmc(inventory)) ?? asset.bmc;
  const everBooted = claim.spec.booted || claim.spec.attempt > 1;
  const expected = inventory && !everBooted ? identityNow(inventory) : identityPlanned(asset);
  const bmc = await systems.bmc(reached);
  await bmc.checkIdentity(expected);
  if (inventory && !everBooted) refuseOutdated(asset, expected, claim);
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

import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { PlannedAsset } from '../../api/plan.ts';

/** How a machine is reached and known, by the inventory; undefined when it has no BMC. */
export function plannedBmc({ bmc, devices }: ComputeAsset): PlannedAsset['bmc'] | undefined {
  if (!bmc?.address) return undefined;
  const management = devices.filter((device) => device.l2Domain?.networkSwitch?.type === 'Management');
  return {
    address: bmc.address,
    ...(bmc.credentialsSecretRef && { credentialsSecretRef: bmc.credentialsSecretRef }),
    ...(bmc.systemId && { systemId: bmc.systemId }),
    macs: management.flatMap(({ l2Domain }) => (l2Domain ? [l2Domain.macAddress.toLowerCase()] : [])),
  };
}

import { dataDevices } from '../../api/data-devices.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { Labels } from '../../api/label-selector.ts';

/**
 * Assets that no plugin can tell apart: one look at one of them answers for all. A rack of equal machines is one group, so
 * that a choice among 100,000 assets looks at some thousand groups.
 */
export interface AssetGroup {
  /** One of them, in all that plugins read. */
  readonly asset: ComputeAsset;
  /** What nodes are selected and spread by. One object for as long as the group lives: it stands for the signature. */
  readonly labels: Labels;
  /** How many there are, claimed ones included. */
  readonly size: number;
  /** Names of those that nobody has claimed, in order. */
  readonly free: readonly string[];
}

/** All that a plugin may read of an asset. Serial numbers, MAC addresses and the unit in the rack are not among it. */
export function signatureOf(asset: ComputeAsset, labels: Labels): string {
  return JSON.stringify([
    Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
    asset.availabilityZone?.name,
    asset.rack?.name,
    asset.cpu,
    asset.memory?.sizeGiB,
    asset.firmware.mode,
    asset.devices.flatMap(({ disk }) => disk ?? []),
    dataDevices(asset).map(({ index, l2Domain }) => [index, l2Domain?.name, l2Domain?.networkSwitch?.name]),
    asset.taints,
    asset.allowedNamespaces,
    asset.bmc?.address !== undefined,
    asset.metadata.deletionTimestamp !== undefined,
  ]);
}

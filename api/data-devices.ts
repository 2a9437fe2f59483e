import type { ComputeAsset, Device } from './kinds/compute-asset.ts';

/** The devices that carry a node's traffic: network devices that no management switch stands behind. */
export function dataDevices(asset: Pick<ComputeAsset, 'devices'>): Device[] {
  return asset.devices.filter(
    (device) => device.function === 'network' && device.l2Domain?.networkSwitch?.type !== 'Management',
  );
}

/** What spec.addresses and IPAddresses call the device, given its place among the data devices. */
export function deviceId(device: Pick<Device, 'index'>, position: number): string {
  return String(device.index ?? position);
}

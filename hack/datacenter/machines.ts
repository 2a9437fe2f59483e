import type { KubeObject } from '../cluster/objects.ts';
import { type Asset, type Device, isAsset } from './asset.ts';

/** A machine as the simulator takes it. */
export type Machine = {
  uuid: string;
  name: string;
  serial: string;
  manufacturer?: string;
  model?: string;
  nics: { mac: string; identifier: string; management?: true }[];
  disks: { name: string; sizeGiB: number; rotational: boolean; byPath?: string; model?: string }[];
  cpuCores: number;
  memoryGiB: number;
  firmware: 'UEFI' | 'BIOS';
};

/** The metal that matches each ComputeAsset; one without a systemId has no BMC that could be called. */
export function machinesOf(objects: readonly KubeObject[]): Machine[] {
  return objects.filter(isAsset).flatMap((asset) => machineOf(asset) ?? []);
}

function machineOf(asset: Asset): Machine | undefined {
  const uuid = asset.bmc?.systemId;
  if (!uuid) return undefined;
  return {
    uuid,
    name: asset.metadata.name,
    serial: asset.serialNumber ?? asset.metadata.name,
    ...(asset.manufacturer ? { manufacturer: asset.manufacturer } : {}),
    ...(asset.model ? { model: asset.model } : {}),
    nics: nics(asset.devices),
    disks: asset.devices.flatMap(disk),
    cpuCores: asset.cpu?.cores ?? 16,
    memoryGiB: asset.memory?.sizeGiB ?? 128,
    firmware: asset.firmware?.mode ?? 'UEFI',
  };
}

type NetworkDevice = Extract<Device, { function: 'network' }>;

function nics(devices: readonly Device[]): Machine['nics'] {
  return devices.filter(isNetwork).map((device, position) => ({
    mac: device.l2Domain.macAddress,
    identifier: isManagement(device) ? 'bmc' : `eno${device.index ?? position + 1}`,
    ...(isManagement(device) ? { management: true as const } : {}),
  }));
}

function isManagement(device: NetworkDevice): boolean {
  return device.l2Domain.networkSwitch?.type === 'Management';
}

function disk(device: Device): Machine['disks'] {
  if (device.function !== 'disk') return [];
  const { name, sizeGiB, rotational = false, byPath, model } = device.disk;
  return [{ name, sizeGiB, rotational, ...(byPath ? { byPath } : {}), ...(model ? { model } : {}) }];
}

function isNetwork(device: Device): device is NetworkDevice {
  return device.function === 'network';
}

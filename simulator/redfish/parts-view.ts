import type { Machine } from '../machines/machine.ts';
import { collection, systemPath } from './system-view.ts';

/* What a machine is made of, by the Redfish schemas Processor, Storage and Drive. */

const health = { State: 'Enabled', Health: 'OK' };
const processor = 'CPU.Socket.1';
const controller = 'Controller.1';

export function showProcessors(machine: Machine): object {
  const path = `${systemPath(machine)}/Processors`;
  return collection(path, 'Processors Collection', [`${path}/${processor}`]);
}

export function showProcessor(machine: Machine, id: string): object | null {
  if (id !== processor) return null;
  return {
    '@odata.type': '#Processor.v1_7_0.Processor',
    '@odata.id': `${systemPath(machine)}/Processors/${id}`,
    Id: id,
    Name: 'CPU 1',
    ProcessorType: 'CPU',
    ProcessorArchitecture: 'x86',
    InstructionSet: 'x86-64',
    TotalCores: machine.spec.cpuCores,
    TotalThreads: machine.spec.cpuCores * 2,
    Status: health,
  };
}

export function showStorages(machine: Machine): object {
  const path = `${systemPath(machine)}/Storage`;
  return collection(path, 'Storage Collection', [`${path}/${controller}`]);
}

export function showStorage(machine: Machine, id: string): object | null {
  if (id !== controller) return null;
  const path = `${systemPath(machine)}/Storage/${id}`;
  const drives = machine.spec.disks.map((_disk, index) => ({ '@odata.id': `${path}/Drives/${index}` }));
  return {
    '@odata.type': '#Storage.v1_8_0.Storage',
    '@odata.id': path,
    Id: id,
    Name: 'Storage controller 1',
    Drives: drives,
    'Drives@odata.count': drives.length,
    Status: health,
  };
}

/** A BMC doesn't know what the operating system calls a drive. */
export function showDrive(machine: Machine, storage: string, id: string): object | null {
  const disk = storage === controller ? machine.spec.disks[Number(id)] : undefined;
  if (!disk) return null;
  return {
    '@odata.type': '#Drive.v1_9_0.Drive',
    '@odata.id': `${systemPath(machine)}/Storage/${storage}/Drives/${id}`,
    Id: id,
    Name: `Drive ${id}`,
    Model: disk.model ?? 'Simulated disk',
    SerialNumber: `${machine.spec.serial}-${id}`,
    CapacityBytes: disk.sizeGiB * 2 ** 30,
    MediaType: disk.rotational ? 'HDD' : 'SSD',
    Protocol: disk.name.startsWith('nvme') ? 'NVMe' : 'SATA',
    Status: health,
  };
}

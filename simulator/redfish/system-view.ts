import type { Machine } from '../machines/machine.ts';
import type { Traps } from '../traps/traps.ts';

const commonTypes = ['On', 'ForceOff', 'GracefulShutdown', 'GracefulRestart', 'ForceRestart'] as const;
const rareTypes = ['Nmi', 'ForceOn', 'PushPowerButton'] as const;

export type ResetType = (typeof commonTypes)[number] | (typeof rareTypes)[number];

/** What this make of BMC offers. */
export function offeredTypes(traps: Traps): readonly ResetType[] {
  return traps.isOn('redfish.allowable-values') ? commonTypes : [...commonTypes, ...rareTypes];
}

export const bootTargets = ['None', 'Pxe', 'Hdd'] as const;

export function systemPath(machine: Machine): string {
  return `/redfish/v1/Systems/${machine.spec.uuid}`;
}

/** Where the Reset action stands: clients have to read it. */
export function resetPath(system: string, traps: Traps): string {
  return traps.isOn('redfish.target-of-its-own') ? `${system}/Actions/Reset` : `${system}/Actions/ComputerSystem.Reset`;
}

/** Of what a PATCH can change, and of what it depends on. */
export function etagOf(machine: Machine): string {
  return `W/"${machine.bootOverride ?? 'none'}-${machine.power}"`;
}

export function showSystem(machine: Machine, traps: Traps): object {
  const { spec } = machine;
  const path = systemPath(machine);
  const target = machine.bootOverride === 'network' ? 'Pxe' : machine.bootOverride === 'disk' ? 'Hdd' : 'None';
  return {
    '@odata.type': '#ComputerSystem.v1_13_0.ComputerSystem',
    '@odata.id': path,
    ...(traps.isOn('redfish.if-match') && { '@odata.etag': etagOf(machine) }),
    Id: spec.uuid,
    UUID: spec.uuid,
    Name: spec.name,
    Manufacturer: spec.manufacturer,
    Model: spec.model,
    SerialNumber: spec.serial,
    SystemType: 'Physical',
    PowerState: machine.power,
    LastResetTime: machine.lastReset,
    Status: { State: 'Enabled', Health: 'OK', HealthRollup: 'OK' },
    Boot: {
      BootSourceOverrideEnabled: machine.bootOverride === null ? 'Disabled' : 'Once',
      BootSourceOverrideTarget: target,
      'BootSourceOverrideTarget@Redfish.AllowableValues': bootTargets,
      BootSourceOverrideMode: spec.firmware === 'UEFI' ? 'UEFI' : 'Legacy',
    },
    ProcessorSummary: { Count: 1, CoreCount: spec.cpuCores, Status: { State: 'Enabled', Health: 'OK' } },
    MemorySummary: { TotalSystemMemoryGiB: spec.memoryGiB, Status: { State: 'Enabled', Health: 'OK' } },
    Processors: { '@odata.id': `${path}/Processors` },
    Storage: { '@odata.id': `${path}/Storage` },
    EthernetInterfaces: { '@odata.id': `${path}/EthernetInterfaces` },
    Links: { ManagedBy: [{ '@odata.id': managerPath(machine) }] },
    Actions: {
      '#ComputerSystem.Reset': {
        target: resetPath(path, traps),
        'ResetType@Redfish.AllowableValues': offeredTypes(traps),
      },
    },
  };
}

export function showInterfaces(machine: Machine): object {
  const path = `${systemPath(machine)}/EthernetInterfaces`;
  return collection(
    path,
    'Ethernet Interface Collection',
    hostNics(machine).map((nic) => `${path}/${nic.identifier}`),
  );
}

export function showInterface(machine: Machine, identifier: string): object | null {
  const nic = hostNics(machine).find((candidate) => candidate.identifier === identifier);
  if (!nic) return null;
  return {
    '@odata.type': '#EthernetInterface.v1_4_0.EthernetInterface',
    '@odata.id': `${systemPath(machine)}/EthernetInterfaces/${identifier}`,
    Id: identifier,
    Name: identifier,
    MACAddress: nic.mac.toUpperCase(),
    PermanentMACAddress: nic.mac.toUpperCase(),
    LinkStatus: machine.power === 'On' ? 'LinkUp' : 'LinkDown',
    Status: { State: 'Enabled', Health: 'OK' },
  };
}

export function managerPath(machine: Machine): string {
  return `/redfish/v1/Managers/${machine.spec.uuid}`;
}

export function showManager(machine: Machine): object {
  return {
    '@odata.type': '#Manager.v1_3_1.Manager',
    '@odata.id': managerPath(machine),
    Id: machine.spec.uuid,
    Name: `Manager of ${machine.spec.name}`,
    ManagerType: 'BMC',
    FirmwareVersion: '1.00',
    Status: { State: 'Enabled', Health: 'OK' },
    Links: { ManagerForServers: [{ '@odata.id': systemPath(machine) }] },
  };
}

export function collection(path: string, name: string, members: readonly string[]): object {
  return {
    '@odata.id': path,
    Name: name,
    Members: members.map((member) => ({ '@odata.id': member })),
    'Members@odata.count': members.length,
  };
}

function hostNics(machine: Machine) {
  return machine.spec.nics.filter((nic) => !nic.management);
}

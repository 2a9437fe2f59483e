import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults/faults.ts';
import type { Journal } from '../journal/journal.ts';
import type { SaltMaster } from '../salt/master.ts';
import type { Settings } from '../settings.ts';
import { Indexed } from '../storage/indexed.ts';
import type { Traps } from '../traps/traps.ts';
import { newMachine, type Machine, type MachineSpec } from './machine.ts';

interface Surroundings {
  settings: Settings;
  traps: Traps;
  journal: Journal;
  faults: Faults;
  /** Whom minions on machines know. */
  salt: Pick<SaltMaster, 'connect' | 'disconnect'>;
}

/** All machines, and what they need of the world around them. */
export interface MachineRoom extends Surroundings {
  machines: Indexed<Machine>;
  /** Where the simulated Foreman listens, for machines that boot from the network. */
  foremanUrl: string;
}

export function createMachineRoom(surroundings: Surroundings): MachineRoom {
  return { ...surroundings, machines: new Indexed(machineKeys), foremanUrl: '' };
}

/** Adds metal, or corrects what is known about it; what the machine has become stays. */
export function putMachine(room: MachineRoom, spec: MachineSpec): { machine: Machine; changed: boolean } {
  const existing = room.machines.first(`uuid:${spec.uuid.toLowerCase()}`);
  if (!existing) {
    const machine = newMachine(spec);
    room.machines.put(machine);
    return { machine, changed: true };
  }
  const changed = JSON.stringify(existing.spec) !== JSON.stringify(spec);
  existing.spec = spec;
  const disks = new Map(spec.disks.map((disk) => [disk.name, existing.disks.get(disk.name) ?? 'blank']));
  existing.disks = disks;
  room.machines.put(existing);
  return { machine: existing, changed };
}

/** Takes the metal away, whatever it was doing. */
export function removeMachine(room: MachineRoom, machine: Machine): void {
  stopLife(machine);
  room.machines.remove(machine);
}

export function stopLife(machine: Machine): void {
  machine.transition?.abort();
  machine.transition = null;
  machine.life?.abort();
  machine.life = null;
  machine.endingSystem = false;
}

/** Waits, unless the machine loses its power first: then it throws. */
export async function pause(seconds: number, life: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal: life, ref: false });
}

function machineKeys(machine: Machine): string[] {
  const { spec, installed } = machine;
  return [
    `uuid:${spec.uuid.toLowerCase()}`,
    `name:${spec.name}`,
    ...spec.nics.map((nic) => `mac:${nic.mac.toLowerCase()}`),
    ...(installed?.addresses ?? []).map((address) => `address:${address}`),
  ];
}

import { createHash } from 'node:crypto';
import type { Machine } from './machine.ts';
import type { MachineRoom } from './machine-room.ts';

/** A system that somebody installed before the simulator looked. */
export interface RunningSystem {
  hostname: string;
  addresses: string[];
}

/** The machine runs this system, and nobody has done anything to it yet: it was not booted, nor installed, by us. */
export function runAlready(room: MachineRoom, machine: Machine, { hostname, addresses }: RunningSystem): void {
  if (machine.installed !== null || machine.power !== 'Off') return;
  const [first] = machine.spec.disks;
  if (first) machine.disks.set(first.name, 'os');
  machine.power = 'On';
  machine.phase = 'running';
  machine.installed = {
    installHash: createHash('sha256').update(hostname).digest('hex'),
    hostname,
    addresses,
    gateway: [],
    dns: [],
    sshKeys: [],
    hostKey: `ssh-ed25519 ${Buffer.from(`host key of ${hostname}`).toString('base64')}`,
    routes: [],
    at: new Date().toISOString(),
    files: new Map(),
    enabledUnits: [],
    firstBootDone: true,
  };
  // Found by its addresses from now on.
  room.machines.put(machine);
}

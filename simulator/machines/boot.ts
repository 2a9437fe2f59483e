import { startInstalledSystem } from './installed-system.ts';
import type { BootSource, Machine } from './machine.ts';
import { pause, type MachineRoom } from './machine-room.ts';
import { bootFromNetwork } from './network-boot.ts';

/** Runs one powered-on machine from its firmware on, over reboots, until it settles or loses its power. */
export async function boot(
  room: MachineRoom,
  machine: Machine,
  life: AbortSignal,
  switchOff: () => void,
): Promise<void> {
  for (;;) {
    machine.phase = 'booting';
    machine.boots += 1;
    const sources = takeBootSources(room, machine);
    await pause(room.settings.bootSeconds, life);
    const outcome = await bootFirst(room, machine, sources, life);
    if (outcome === 'power-off') switchOff();
    if (outcome !== 'reboot') return;
  }
}

type Outcome = 'settled' | 'reboot' | 'power-off';

async function bootFirst(
  room: MachineRoom,
  machine: Machine,
  sources: BootSource[],
  life: AbortSignal,
): Promise<Outcome> {
  for (const source of sources) {
    if (source === 'network') {
      const outcome = await bootFromNetwork(room, machine, life);
      if (outcome !== 'next-source') return outcome;
      continue;
    }
    if (machine.installed === null || ![...machine.disks.values()].includes('os')) continue;
    await startInstalledSystem(room, machine, machine.installed, life);
    return 'settled';
  }
  machine.phase = 'no-boot-device';
  return 'settled';
}

/** The override stands before the usual order, and for this boot only. */
function takeBootSources(room: MachineRoom, machine: Machine): BootSource[] {
  const override = machine.bootOverride;
  if (room.traps.isOn('redfish.once-is-once')) machine.bootOverride = null;
  return [...new Set([...(override === null ? [] : [override]), ...machine.spec.bootOrder])];
}

import { boot } from './boot.ts';
import type { Machine } from './machine.ts';
import { pause, stopLife, type MachineRoom } from './machine-room.ts';

/** Powers on: `PoweringOn` for a while, then `On`, and the machine boots. */
export function powerOn(room: MachineRoom, machine: Machine): void {
  if (machine.power === 'On' || machine.power === 'PoweringOn') return;
  machine.power = 'PoweringOn';
  after(room, machine, () => {
    machine.power = 'On';
    machine.powerOns += 1;
    room.journal.event(machine.spec.uuid, 'powered-on');
    startLife(room, machine);
  });
}

/** Asks the system that runs to end, and then powers off or restarts. What is not up, or does not follow, does nothing. */
export function askSystem(room: MachineRoom, machine: Machine, then: typeof powerOff): void {
  const seconds = room.settings.shutdownSeconds;
  const { life } = machine;
  if (machine.phase !== 'running' || machine.endingSystem || seconds === null || !life) return;
  machine.endingSystem = true;
  pause(seconds, life.signal).then(
    () => then(room, machine),
    () => undefined,
  );
}

/** Powers off: whatever runs goes on until the machine is `Off`, and is lost then. */
export function powerOff(room: MachineRoom, machine: Machine): void {
  if (machine.power === 'Off' || machine.power === 'PoweringOff') return;
  machine.power = 'PoweringOff';
  after(room, machine, () => switchOff(room, machine));
}

/** Off at once: by its own `poweroff`, or because the plug was pulled. */
export function switchOff(room: MachineRoom, machine: Machine): void {
  stopLife(machine);
  machine.power = 'Off';
  machine.phase = 'off';
  room.journal.event(machine.spec.uuid, 'powered-off');
}

/** A reset: power stays, everything that runs is lost, and the machine boots again. */
export function restart(room: MachineRoom, machine: Machine): void {
  if (machine.power !== 'On') return;
  room.journal.event(machine.spec.uuid, 'restarted');
  startLife(room, machine);
}

function startLife(room: MachineRoom, machine: Machine): void {
  machine.lastReset = new Date().toISOString();
  machine.life?.abort();
  const life = new AbortController();
  machine.life = life;
  machine.endingSystem = false;
  boot(room, machine, life.signal, () => switchOff(room, machine)).catch((error: unknown) => {
    if (life.signal.aborted) return;
    machine.lastError = `simulator defect: ${error instanceof Error ? error.stack : String(error)}`;
  });
}

function after(room: MachineRoom, machine: Machine, done: () => void): void {
  machine.transition?.abort();
  const transition = new AbortController();
  machine.transition = transition;
  if (room.traps.isOn('redfish.power-takes-time'))
    pause(room.settings.powerSeconds, transition.signal).then(done, () => undefined);
  else done();
}

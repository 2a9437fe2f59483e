import type { InstalledSystem, Machine } from './machine.ts';
import type { MachineRoom } from './machine-room.ts';
import { minionOf } from './salt-minion.ts';
import { newScriptState, scriptEffects } from './script-effects.ts';
import { hostKeyPath, runScript } from './scripts/run-script.ts';
import type { Step } from './scripts/script.ts';
import { readUnit } from './scripts/units.ts';

const unitPath = /^\/(?:etc|usr\/lib)\/systemd\/system\/([^/]+\.service)$/;

/** Boots what is installed: the machine answers on its addresses, and its enabled units run. */
export async function startInstalledSystem(
  room: MachineRoom,
  machine: Machine,
  system: InstalledSystem,
  life: AbortSignal,
): Promise<void> {
  machine.phase = 'running';
  machine.lastError = null;
  room.journal.event(machine.spec.uuid, 'booted');

  startMinion(room, machine, system, life);
  const state = { ...newScriptState(), files: system.files, enabledUnits: system.enabledUnits };
  state.files.set(hostKeyPath, `${system.hostKey}\n`);
  const units = unitsToRun(system, machine);
  system.firstBootDone = true;
  for (const steps of units) {
    const failures = await runScript(room, machine, steps, state, scriptEffects(room, machine, state, life), life);
    if (failures.length > 0) machine.lastError = `after boot: ${failures.join('; ')}`;
  }
  system.enabledUnits = state.enabledUnits;
}

/** For as long as the machine is up. Every start is a new process, with the key of the install. */
function startMinion(room: MachineRoom, machine: Machine, system: InstalledSystem, life: AbortSignal): void {
  const given = minionOf(machine, system);
  if (!given) return;
  const minion = room.salt.connect(given);
  life.addEventListener('abort', () => room.salt.disconnect(minion), { once: true });
}

function unitsToRun(system: InstalledSystem, machine: Machine): Step[][] {
  const runs: Step[][] = [];
  for (const [path, content] of system.files) {
    const name = unitPath.exec(path)?.[1];
    if (name === undefined) continue;
    const unit = readUnit(content);
    if (!system.enabledUnits.includes(name)) {
      // Later a unit may have disabled itself on purpose.
      if (!system.firstBootDone) machine.lastError = `unit ${name} was written but never enabled`;
      continue;
    }
    if (unit.firstBootOnly && system.firstBootDone) continue;
    if (unit.unlessExists !== null && system.files.has(unit.unlessExists)) continue;
    runs.push(unit.steps);
  }
  return runs;
}

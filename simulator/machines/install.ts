import { randomUUID } from 'node:crypto';
import { splitKickstart } from './kickstart/sections.ts';
import type { InstallPlan } from './kickstart/plan.ts';
import { routesIn } from './kickstart/routes.ts';
import type { InstalledSystem, Machine, MachineSpec } from './machine.ts';
import { pause, type MachineRoom } from './machine-room.ts';
import { forgetSystem, newHostKey, scriptEffects } from './script-effects.ts';
import { hostKeyPath, runScript, type ScriptState } from './scripts/run-script.ts';
import { readScript } from './scripts/script.ts';

export type InstallOutcome = 'settled' | 'reboot' | 'power-off';

const logPath = '/tmp/anaconda.log';

/** Installs by a plan that was found good, runs `%post`, and says how the machine goes on. */
export async function install(
  room: MachineRoom,
  machine: Machine,
  kickstart: string,
  plan: InstallPlan,
  state: ScriptState,
  life: AbortSignal,
): Promise<InstallOutcome> {
  machine.phase = 'installing';
  machine.lastError = null;
  room.journal.event(machine.spec.uuid, 'install-started');
  // From here on nothing of what was there before can start again, even if the power goes.
  for (const name of plan.storage.disks.keys()) {
    machine.disks.set(name, 'data');
    machine.marks.set(name, randomUUID());
  }
  forgetSystem(room, machine);
  await pause(room.settings.installSeconds, life);

  state.files.set(logPath, installLog(machine, null));
  for (const { steps, errorOnFail } of plan.post) {
    const failures = await runScript(room, machine, steps, state, scriptEffects(room, machine, state, life), life);
    const failure = failures[0];
    if (failure === undefined) continue;
    if (errorOnFail) return failInstall(room, machine, kickstart, `%post: ${failure}`, state, life);
    machine.lastError = `%post: ${failure}`;
  }
  for (const [name, content] of plan.storage.disks) machine.disks.set(name, content);
  machine.installed = installedSystem(machine.spec, plan, state);
  machine.installs += 1;
  room.machines.put(machine);
  room.journal.event(machine.spec.uuid, 'installed');
  if (state.poweredOff || plan.finish === 'power-off') return 'power-off';
  if (state.rebooted || plan.finish === 'reboot') return 'reboot';
  machine.lastError = 'the kickstart has no reboot command: the installer waits for somebody to press a key';
  return 'settled';
}

/** Leaves the machine uninstalled, the reason in its state, and runs what `%onerror` calls. */
export async function failInstall(
  room: MachineRoom,
  machine: Machine,
  kickstart: string,
  reason: string,
  state: ScriptState,
  life: AbortSignal,
): Promise<'settled'> {
  machine.phase = 'install-failed';
  machine.lastError = reason;
  room.journal.event(machine.spec.uuid, 'install-failed');
  state.files.set(logPath, installLog(machine, reason));
  for (const { kind, body } of splitKickstart(kickstart).sections) {
    if (kind !== 'onerror') continue;
    await runScript(room, machine, readScript(body), state, scriptEffects(room, machine, state, life), life);
  }
  // Scripts of a failing installer may look at disks, and change nothing about the failure.
  machine.phase = 'install-failed';
  return 'settled';
}

function installedSystem(spec: MachineSpec, plan: InstallPlan, state: ScriptState): InstalledSystem {
  const hostKey = state.files.get(hostKeyPath)?.trim() ?? newHostKey();
  const { hostname, addresses, gateway, dns } = plan.network;
  const authorized =
    state.files
      .get('/root/.ssh/authorized_keys')
      ?.split('\n')
      .filter((line) => line.trim() !== '') ?? [];
  return {
    installHash: plan.installHash,
    hostname,
    addresses,
    gateway,
    dns,
    sshKeys: [...new Set([...plan.sshKeys, ...authorized])],
    hostKey,
    routes: routesIn(state.files, spec, plan.network),
    at: new Date().toISOString(),
    files: new Map([...state.files].filter(([path]) => !path.startsWith('/tmp/'))),
    enabledUnits: [...new Set(state.enabledUnits)],
    firstBootDone: false,
  };
}

function installLog(machine: Machine, reason: string | null): string {
  const time = new Date().toISOString().slice(11, 23);
  const lines = [
    `${time} INF anaconda: /sbin/anaconda 34.25.4.9-1.el9 on ${machine.spec.manufacturer} ${machine.spec.model} ${machine.spec.serial}`,
    `${time} INF storage: ${machine.spec.disks.map((disk) => `${disk.name} ${disk.sizeGiB} GiB`).join(', ')}`,
    `${time} INF network: ${machine.spec.nics.map((nic) => `${nic.identifier} ${nic.mac}`).join(', ')}`,
  ];
  if (reason !== null) lines.push(`${time} ERR anaconda: installation failed: ${reason}`);
  return `${lines.join('\n')}\n`;
}

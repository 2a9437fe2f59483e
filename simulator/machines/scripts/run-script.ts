import type { Machine } from '../machine.ts';
import type { MachineRoom } from '../machine-room.ts';
import { parseCurl } from './curl-arguments.ts';
import { runCurl } from './run-curl.ts';
import type { Step } from './script.ts';

/** What scripts of one installation see and leave behind. */
export interface ScriptState {
  files: Map<string, string>;
  enabledUnits: string[];
  poweredOff: boolean;
  rebooted: boolean;
}

export interface ScriptEffects {
  wipe(device: string): Promise<string | null>;
  hostKey(): string;
  /** Both in PEM. */
  privateKey(): Promise<string>;
  publicKey(privateKey: string): string;
}

export const hostKeyPath = '/etc/ssh/ssh_host_ed25519_key.pub';

/** Runs the steps in order; the result lists what failed, for a caller that cares. Nothing runs after a power-off or a reboot. */
export async function runScript(
  room: MachineRoom,
  machine: Machine,
  steps: readonly Step[],
  state: ScriptState,
  effects: ScriptEffects,
  life: AbortSignal,
): Promise<string[]> {
  const failures: string[] = [];
  let strict = false;
  for (const step of steps) {
    const failure = await runStep(room, machine, step, state, effects, life);
    if (failure !== null) failures.push(failure);
    strict ||= step.kind === 'strict';
    if (state.poweredOff || state.rebooted || (strict && failure !== null)) break;
  }
  return failures;
}

async function runStep(
  room: MachineRoom,
  machine: Machine,
  step: Step,
  state: ScriptState,
  effects: ScriptEffects,
  life: AbortSignal,
): Promise<string | null> {
  switch (step.kind) {
    case 'curl': {
      const parsed = parseCurl(step.words);
      const result = parsed.ok ? await runCurl(room, machine, parsed.curl, state.files, life) : parsed;
      if (result.ok) return null;
      if (step.otherwise === null) return result.reason;
      return (await runScript(room, machine, step.otherwise, state, effects, life))[0] ?? null;
    }
    case 'file':
      state.files.set(step.path, (step.append ? (state.files.get(step.path) ?? '') : '') + step.content);
      return null;
    case 'remove':
      state.files.delete(step.path);
      return null;
    case 'disable':
      state.enabledUnits = state.enabledUnits.filter((unit) => unit !== step.unit);
      return null;
    case 'strict':
      return null;
    case 'enable':
      state.enabledUnits.push(step.unit);
      return null;
    case 'host-keys':
      state.files.set(hostKeyPath, `${effects.hostKey()}\n`);
      return null;
    case 'private-key':
      state.files.set(step.path, await effects.privateKey());
      return null;
    case 'public-key': {
      const privateKey = state.files.get(step.of);
      if (privateKey === undefined) return `openssl: there is no private key ${step.of}`;
      state.files.set(step.path, effects.publicKey(privateKey));
      return null;
    }
    case 'wipe':
      return effects.wipe(step.device);
    case 'power-off':
      state.poweredOff = true;
      return null;
    case 'reboot':
      state.rebooted = true;
      return null;
    case 'broken':
      return step.reason;
  }
}

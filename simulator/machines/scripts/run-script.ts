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
}

export interface ScriptEffects {
  wipe(device: string): Promise<string | null>;
  hostKey(): string;
}

export const hostKeyPath = '/etc/ssh/ssh_host_ed25519_key.pub';

/** Runs the steps in order; the result lists what failed, for a caller that cares. Nothing runs after a power-off. */
export async function runScript(
  room: MachineRoom,
  machine: Machine,
  steps: readonly Step[],
  state: ScriptState,
  effects: ScriptEffects,
  life: AbortSignal,
): Promise<string[]> {
  const failures: string[] = [];
  for (const step of steps) {
    const failure = await runStep(room, machine, step, state, effects, life);
    if (failure !== null) failures.push(failure);
    if (state.poweredOff) break;
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
      return result.ok || step.mayFail ? null : result.reason;
    }
    case 'file':
      state.files.set(step.path, (step.append ? (state.files.get(step.path) ?? '') : '') + step.content);
      return null;
    case 'enable':
      state.enabledUnits.push(step.unit);
      return null;
    case 'host-keys':
      state.files.set(hostKeyPath, `${effects.hostKey()}\n`);
      return null;
    case 'wipe':
      return effects.wipe(step.device);
    case 'power-off':
      state.poweredOff = true;
      return null;
    case 'broken':
      return step.reason;
  }
}

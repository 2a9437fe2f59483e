import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockHolder } from '../entry/file-lock.mjs';
import { askSupervisor } from './control.ts';
import { layoutOf } from './layout.ts';
import { stillAlive, untilGone } from './leftovers.ts';
import { signalGroup } from './process-group.ts';
import { readStackFile } from './stack-file.ts';

const supervisorMs = 60_000;
const leftoverMs = 8_000;
const killedMs = 2_000;

/** Asks the supervisor; where there is none any more, ends what it left. Returns a sentence that says what was done. */
export async function endStack(stateDir: string): Promise<string> {
  const layout = layoutOf(stateDir);
  const processes = readStackFile(stateDir)?.processes ?? [];
  const supervisor = lockHolder(layout.lock);
  if (supervisor === undefined && processes.length === 0) return `No stack runs in ${stateDir}.`;
  if (supervisor !== undefined) await endSupervisor(supervisor, layout);
  const left = stillAlive(processes);
  for (const { pid } of left) signalGroup(pid, 'SIGTERM');
  for (const { pid } of await untilGone(left, leftoverMs)) signalGroup(pid, 'SIGKILL');
  const immortal = await untilGone(left, killedMs);
  if (immortal.length > 0) {
    throw new Error(
      `${immortal.map(({ name, pid }) => `${name} (process ${pid})`).join(', ')} did not end: no right to signal it?`,
    );
  }
  rmSync(layout.stackFile, { force: true });
  return `The stack in ${stateDir} has ended.`;
}

async function endSupervisor(pid: number, { lock, control }: ReturnType<typeof layoutOf>): Promise<void> {
  await askSupervisor(control, { command: 'stop' }).catch(() => process.kill(pid, 'SIGTERM'));
  const deadline = Date.now() + supervisorMs;
  while (lockHolder(lock) === pid) {
    if (Date.now() >= deadline)
      throw new Error(`The supervisor (process ${pid}) did not end within ${supervisorMs / 1000} s.`);
    await sleep(100);
  }
}

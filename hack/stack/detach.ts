import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import { layoutOf } from './layout.ts';

/** From the supervisor to the command that started it, while it starts. */
export type StartMessage = { kind: 'line'; text: string } | { kind: 'ready' };

/** Starts `up` once more, apart from this terminal, and returns when its stack is ready. */
export function upDetached(stateDir: string, args: readonly string[]): Promise<void> {
  const layout = layoutOf(stateDir);
  mkdirSync(layout.logs, { recursive: true });
  const log = openSync(layout.log('supervisor'), 'a');
  const child = spawn(process.execPath, [inCheckout('hack', 'up.ts'), ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.on('message', (message: StartMessage) => {
      if (message.kind === 'line') return console.log(message.text);
      child.disconnect();
      child.unref();
      resolve();
    });
    child.once('error', (error) => reject(new Error(`The supervisor could not be started: ${error.message}.`)));
    child.once('exit', () => reject(new Error(`The stack did not start; see ${layout.log('supervisor')}.`)));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  });
}

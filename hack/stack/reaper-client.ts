import { spawn } from 'node:child_process';
import { inCheckout } from '../checkout.ts';
import { formatReaperLine } from './reaper-plan.ts';

export type Reaper = { pid: number | undefined; watch(pid: number): void; forget(pid: number): void; dismiss(): void };

/** Started apart from our process group, so that Ctrl-C reaches us but not the one who cleans up after us. */
export function startReaper(): Reaper {
  const child = spawn(process.execPath, [inCheckout('hack', 'stack', 'reaper.ts')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  return {
    pid: child.pid,
    watch: (pid) => child.stdin.write(formatReaperLine({ kind: 'watch', pid })),
    forget: (pid) => child.stdin.write(formatReaperLine({ kind: 'forget', pid })),
    dismiss: () => child.stdin.end(),
  };
}

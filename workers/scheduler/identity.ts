import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Who holds a lease, in what it says of itself: `worker-0@host-7#4711.5f1c`. */
export interface Identity {
  name: string;
  host: string;
  pid: number;
  /** Tells two containers apart that have all else in common. */
  mark: string;
}

export function ownIdentity(name: string): Identity {
  return { name, host: hostname(), pid: process.pid, mark: randomBytes(2).toString('hex') };
}

export function identityText({ name, host, pid, mark }: Identity): string {
  return `${name}@${host}#${pid}.${mark}`;
}

/**
 * Whether the holder is a process of our name on our host that lives no more: whoever starts in its place need not wait
 * until its lease runs out.
 */
export function isPredecessorOf(
  holder: string,
  { name, host }: Identity,
  isAlive: (pid: number) => boolean = isRunning,
): boolean {
  const [, pid = ''] = /#(\d+)\.\w+$/.exec(holder) ?? [];
  return holder.startsWith(`${name}@${host}#${pid}.`) && !isAlive(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that we may not signal lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

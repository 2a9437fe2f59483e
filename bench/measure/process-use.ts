import { readFileSync } from 'node:fs';

/** What a process has used since its start. */
export interface ProcessUse {
  cpuSeconds: number;
  rssMiB: number;
  /** The most that it ever held in memory. */
  peakMiB: number;
}

/** Linux' USER_HZ, which no common machine has at another value. */
const TICKS_PER_SECOND = 100;

/** Undefined where the process is gone, or the system has no /proc. */
export function processUse(pid: number): ProcessUse | undefined {
  try {
    return parseUse(readFileSync(`/proc/${pid}/stat`, 'utf8'), readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return undefined;
  }
}

export function parseUse(stat: string, status: string): ProcessUse {
  // The program's name, in parentheses, may hold spaces: fields are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const mebibytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { cpuSeconds: ticks / TICKS_PER_SECOND, rssMiB: mebibytes('VmRSS'), peakMiB: mebibytes('VmHWM') };
}

import { execFileSync } from 'node:child_process';

/** Open connections of a process to a port of this machine, as the kernel counts them. */
export function connectionsTo(pid: number, port: number): number {
  const argv = ['-Htnp', 'state', 'established', 'dst', '127.0.0.1', 'dport', '=', `:${port}`];
  const lines = execFileSync('ss', argv, { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(`pid=${pid},`)).length;
}

// Outlives a supervisor that was killed with -9: when its standard input closes, it ends whatever it was told to watch.
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './process-group.ts';
import { watchedPids } from './reaper-plan.ts';

const graceMs = 4_000;
const pollMs = 100;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines: string[] = [];
let rest = '';
process.stdin.setEncoding('utf8');
for await (const chunk of process.stdin) {
  const pieces = (rest + String(chunk)).split('\n');
  rest = pieces.pop() ?? '';
  lines.push(...pieces);
}

let alive = [...watchedPids(lines)].filter((pid) => signalGroup(pid, 'SIGTERM'));
const deadline = Date.now() + graceMs;
while (alive.length > 0 && Date.now() < deadline) {
  await sleep(pollMs);
  alive = alive.filter((pid) => signalGroup(pid, 0));
}
for (const pid of alive) signalGroup(pid, 'SIGKILL');

import { eventually } from './eventually.ts';
import { describeWrite, type OutsideWrite } from './outside-writes.ts';
import type { Lift } from './simulator.ts';
import type { World } from './world.ts';

const WORKER = 'worker-0';

/**
 * One death of the worker for each kind of write, after the system committed it and before the worker hears of it. All
 * kinds that have not killed yet are armed; `next` makes somebody run into one of them; the worker is started again. Gives
 * when it was last started, in performance.now().
 */
export async function dieAtEach(
  world: World,
  writes: readonly OutsideWrite[],
  next: (death: number) => Promise<unknown>,
): Promise<number> {
  const left = new Map(writes.map((write) => [describeWrite(write), write]));
  let pid = pidOfWorker(world);
  let armed = await arm(world, left, pid);
  for (let deaths = 1; ; deaths += 1) {
    const from = (await world.simulator.journal()).length;
    await next(deaths);
    await eventually(`the worker dies at one of ${[...left.keys()].join(', ')}`, async () => !isAlive(pid));
    const restartedAt = performance.now();
    // One of them is spent, and gone already.
    await Promise.allSettled(armed.map(({ lift }) => lift()));
    const faults = (await world.simulator.journal(from)).map(({ fault }) => fault);
    const hit = armed.filter(({ lift }) => faults.includes(lift.id)).map(({ kind }) => kind);
    process.stdout.write(`worker-0 died after ${hit.join(', ')}\n`);
    if (hit.length === 0) throw new Error('The worker died, and none of the armed writes stands in the journal.');
    for (const kind of hit) left.delete(kind);

    const starting = world.stack.start(WORKER);
    // Armed before it is through with its start: nothing that it does may slip by.
    pid = pidOfWorker(world);
    armed = await arm(world, left, pid);
    await starting;
    if (left.size === 0) return restartedAt;
  }
}

interface Armed {
  kind: string;
  lift: Lift;
}

async function arm({ simulator }: World, writes: ReadonlyMap<string, OutsideWrite>, killPid: number): Promise<Armed[]> {
  const armed: Armed[] = [];
  for (const [kind, write] of writes) {
    armed.push({ kind, lift: await simulator.fault({ ...write, killPid, count: 1 }) });
  }
  return armed;
}

function pidOfWorker({ stack }: World): number {
  return stack.file.processes.find(({ name }) => name === WORKER)?.pid ?? 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

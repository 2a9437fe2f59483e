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
  let traps = await arm(world, left);
  let started: PromiseSettledResult<void> = { status: 'fulfilled', value: undefined };
  for (let deaths = 1; ; deaths += 1) {
    await next(deaths);
    await eventually(`the worker dies at one of ${[...left.keys()].join(', ')}`, async () => !isAlive(traps.pid));
    const restartedAt = performance.now();
    // One of them is spent, and gone already.
    await Promise.allSettled(traps.armed.map(({ lift }) => lift()));
    const faults = (await world.simulator.journal(traps.from)).map(({ fault }) => fault);
    const hit = traps.armed.filter(({ lift }) => faults.includes(lift.id)).map(({ kind }) => kind);
    process.stdout.write(`worker-0 died after ${hit.join(', ')}\n`);
    if (hit.length === 0) throw new Error('worker-0 died, and at none of the armed writes.', { cause: started });
    for (const kind of hit) left.delete(kind);

    const starting = world.stack.start(WORKER);
    // Armed before it is through with its start: nothing that it does may slip by. A start that ends in a trap is a death
    // like any other.
    traps = await arm(world, left);
    [started] = await Promise.allSettled([starting]);
    if (left.size > 0) continue;
    if (started.status === 'rejected') throw started.reason;
    return restartedAt;
  }
}

interface Traps {
  pid: number;
  /** Entry of the journal after which a trap may have been met. */
  from: number;
  armed: { kind: string; lift: Lift }[];
}

async function arm(world: World, writes: ReadonlyMap<string, OutsideWrite>): Promise<Traps> {
  const traps: Traps = { pid: pidOfWorker(world), from: (await world.simulator.journal()).length, armed: [] };
  for (const [kind, write] of writes) {
    traps.armed.push({ kind, lift: await world.simulator.fault({ ...write, killPid: traps.pid, count: 1 }) });
  }
  return traps;
}

export function pidOfWorker({ stack }: World): number {
  return stack.file.processes.find(({ name }) => name === WORKER)?.pid ?? 0;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

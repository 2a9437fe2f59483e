import type { ActivityName } from '../../workflows/call.ts';
import type { NoopInput } from '../floor/noop-workflow.ts';
import { startNoopWorker } from '../floor/noop-process.ts';
import { runFloor } from '../floor/run-floor.ts';
import { floorUse, settledRequests, usedBetween } from './counters.ts';
import { measureFirstTasks, provisionOne } from './first-task.ts';
import { applyDatacenter, AT_ONCE, deleteAll } from './fleet.ts';
import type { Lab } from './lab.ts';
import { MACHINE_TIMES } from './machine-times.ts';
import type { Options } from './options.ts';
import { runNodes } from './round.ts';
import { type FloorRound, isStatusQueue, type Measured, type Pair } from './rows.ts';

const FLOOR_CELL = 'floor';

/** Nodes and no-op workflows in turn on one stack: what else the machine does then disturbs both. */
export async function measure(lab: Lab, options: Options, abort: AbortSignal): Promise<Measured> {
  const { say, stack } = lab;
  const { nodes: count, rounds } = options;
  await applyDatacenter(lab);
  await settledRequests(lab);

  const { activities } = await provisionOne(lab, 'warm-up', abort);
  const work = activities.filter(({ queue }) => !isStatusQueue(queue)).map(({ name }) => name as ActivityName);
  say(`A node calls ${work.length} activities: ${work.join(', ')}.`);
  const input: NoopInput = { cell: FLOOR_CELL, activities: work };
  const worker = await startNoopWorker({
    temporal: stack.file.temporal,
    cell: FLOOR_CELL,
    stateDir: stack.stateDir,
  });
  async function floor(round: string, times: number): Promise<FloorRound> {
    const before = floorUse(lab, worker.pid);
    const seconds = await runFloor({ client: lab.temporal, round, count: times, input, atOnce: AT_ONCE, say });
    return { seconds, use: usedBetween(before, floorUse(lab, worker.pid)) };
  }
  try {
    await floor('warm-up', 1);
    const firstTasks = await measureFirstTasks(lab, FLOOR_CELL, abort);
    await deleteAll(lab, abort);

    const pairs: Pair[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      // Whoever comes second finds warmer caches: they take turns in it.
      const floorFirst = round % 2 === 0;
      const before = floorFirst ? await floor(`${round}`, count) : undefined;
      const nodes = await runNodes(lab, namesOf(round, count), abort);
      const noops = before ?? (await floor(`${round}`, count));
      say(
        `Round ${round}: ${count} nodes in ${nodes.seconds.toFixed(1)} s, the floor in ${noops.seconds.toFixed(1)} s.`,
      );
      pairs.push({ nodes, floor: noops });
      if (round < rounds) await deleteAll(lab, abort);
    }
    return { count, firstTasks, pairs, machineSeconds: machineSeconds(), floorActivities: work.length };
  } finally {
    await worker.stop();
  }
}

function namesOf(round: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `bench-${round}-${index + 1}`);
}

/** On, the boot into the installer, the install, and the boot into what was installed. */
function machineSeconds(): number {
  const { installSeconds, powerSeconds, bootSeconds } = MACHINE_TIMES;
  return powerSeconds + bootSeconds + installSeconds + bootSeconds;
}

import { type Sample, samplesOf } from '../measure/prometheus.ts';
import { type ProcessUse, processUse } from '../measure/process-use.ts';
import { untilQuiet } from '../measure/quiet.ts';
import { eventWritesOf, REQUESTS_METRIC, total, writesOf } from '../measure/request-counts.ts';
import { apiserverMetrics, type Lab } from './lab.ts';

/** The apiserver's request counters, once nobody writes to our kinds, or Events, any more. */
export function settledRequests({ cluster }: Lab, withinMs = 60_000): Promise<Sample[]> {
  return untilQuiet({
    read: async () => samplesOf(await apiserverMetrics(cluster), REQUESTS_METRIC),
    same: (a, b) => written(a) === written(b),
    everyMs: 250,
    looks: 4,
    withinMs,
  });
}

function written(samples: readonly Sample[]): number {
  return total(writesOf(samples).values()) + total(eventWritesOf(samples).values());
}

/** What every process of the stack has used, by its name. */
export function stackUse({ stack }: Lab): Map<string, ProcessUse> {
  return new Map(
    stack.file.processes.flatMap(({ name, pid }) => {
      const use = processUse(pid);
      return use ? [[name, use] as const] : [];
    }),
  );
}

/** The same while the floor runs: the no-op worker does then what the stack's worker does for nodes. */
export function floorUse(lab: Lab, worker: number): Map<string, ProcessUse> {
  const uses = stackUse(lab);
  const use = processUse(worker);
  if (use) uses.set('worker-0', use);
  return uses;
}

/** CPU seconds that each part used between two looks, and what it held at the second. */
export function usedBetween(
  before: ReadonlyMap<string, ProcessUse>,
  after: ReadonlyMap<string, ProcessUse>,
): Map<string, ProcessUse> {
  return new Map(
    [...after].map(([name, { cpuSeconds, ...memory }]) => [
      name,
      { cpuSeconds: cpuSeconds - (before.get(name)?.cpuSeconds ?? 0), ...memory },
    ]),
  );
}

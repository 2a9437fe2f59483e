import { samplesOf } from '../measure/prometheus.ts';
import { until } from '../measure/quiet.ts';
import type { Lab } from '../provision/lab.ts';

/** Waits until worker and bridge, as far as they watch the kind, know so many of it. */
export async function untilWatched({ stack }: Pick<Lab, 'stack'>, kind: string, count: number): Promise<void> {
  const known = async (url: string) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return samplesOf(text, 'bedplate_watched_objects').find(({ labels }) => labels['kind'] === kind)?.value ?? count;
  };
  await until(`${count} objects of kind ${kind} are seen by all`, 60_000, async () => {
    const counts = await Promise.all(Object.values(stack.file.metrics).map(known));
    return counts.every((seen) => seen === count);
  });
}

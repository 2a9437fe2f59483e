import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { inCheckout } from '../../hack/checkout.ts';
import type { SimulatorUrls } from '../../hack/stack/settings.ts';

/** Milliseconds of every timed GET, by what was asked. */
export type Timings = Map<string, number[]>;

/** The number of a machine that may be asked about from now on, or the end. */
export type Order = { machine: number } | 'stop';

export interface GetTimer {
  askAbout(machine: number): void;
  stop(): Promise<Timings>;
}

/** Asks every system again and again about machines that are there, a few requests at a time with a pause after each. */
export function startGetTimer(urls: SimulatorUrls): GetTimer {
  const thread = new Worker(inCheckout('bench', 'simulator', 'get-thread.ts'), { workerData: { urls } });
  const told = once(thread, 'message');
  // Whoever stops it is told.
  told.catch(() => undefined);
  const order = (given: Order) => thread.postMessage(given);
  return {
    askAbout: (machine) => order({ machine }),
    async stop() {
      order('stop');
      const [timings] = (await told) as [Timings];
      return timings;
    },
  };
}

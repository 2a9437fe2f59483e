import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

interface Waiting {
  address: string;
  /** Resolves when the process is to end: then it stops trying. */
  stopped: Promise<void>;
  log: Logger;
}

const RETRY_MS = 2_000;
const SAY_EVERY = 30;

/** Temporal may come up after us, or be away for hours: tried every two seconds, said once a minute. */
export async function untilAnswered<T>(
  connect: () => Promise<T>,
  { address, stopped, log }: Waiting,
): Promise<T | undefined> {
  let isStopped = false;
  void stopped.then(() => (isStopped = true));
  for (let attempt = 0; !isStopped; attempt++) {
    try {
      return await connect();
    } catch (error) {
      if (attempt % SAY_EVERY === 0) {
        log.warn({ address, error: String(error) }, `Temporal at ${address} does not answer; it is tried every 2 s`);
      }
      await Promise.race([stopped, pause(RETRY_MS)]);
    }
  }
  return undefined;
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer satisfies; throws, with the last answer, when the time is over. */
export async function until<T>(
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)} after ${timeoutMs / 1000} s`);
    await sleep(20);
  }
}

import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 100;

/**
 * Looks until `look` gives something, and gives it back. A throw is looked at again too; when the time is over the last
 * throw, or `what`, says what was missed.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let missed: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      missed = error;
    }
    if (Date.now() > deadline) {
      const why = missed instanceof Error ? `: ${missed.message}` : '';
      throw new Error(`Not seen within ${timeoutMs / 1000} s: ${what}${why}`, { cause: missed });
    }
    await pause(LOOK_MS);
  }
}

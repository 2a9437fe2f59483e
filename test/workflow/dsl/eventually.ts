import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 20;

/** Looks until `look` gives something, and gives it back; says what was missed when the time is over. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  timeoutMs = 25_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    if (Date.now() > deadline) throw new Error(`Not seen within ${timeoutMs / 1000} s: ${what}`);
    await pause(LOOK_MS);
  }
}

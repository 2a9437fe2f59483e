/** A single lost answer is nothing to speak of. */
const SPEAK_AFTER_MS = 5_000;

/** In words, that somebody has not answered for a while; nothing when there is nothing to say. Milliseconds. */
export function silence(who: string, since: number | undefined, now = Date.now()): string[] {
  if (since === undefined || now - since < SPEAK_AFTER_MS) return [];
  return [`${who} has not answered since ${new Date(since).toISOString()}`];
}

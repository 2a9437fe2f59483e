import { digest } from './digest.ts';

/** A node's name is its hostname too: one DNS label. */
const LONGEST_PREFIX = 63 - 8;

/** What the names of a pool's nodes begin with. */
export function namePrefix(pool: string, generateName: string | undefined): string {
  return (generateName ?? `${pool}-`).replaceAll('.', '-').slice(0, LONGEST_PREFIX);
}

/**
 * The name of the node in a slot. A repeated create, however late, finds the name taken and makes no second machine; and
 * a pool that was made anew under its old name takes none of the earlier one's.
 */
export function slotName(pool: { uid: string; prefix: string }, slot: number): string {
  return `${pool.prefix}${digest(`${pool.uid}/${slot}`, 8)}`;
}

/** The first `count` slots whose names nobody has. A node's slot is free again when the node is gone entirely. */
export function freeSlots(
  pool: { uid: string; prefix: string },
  taken: ReadonlySet<string>,
  count: number,
): { slot: number; name: string }[] {
  const free: { slot: number; name: string }[] = [];
  const seen = new Set(taken);
  for (let slot = 0; free.length < count; slot++) {
    const name = slotName(pool, slot);
    if (seen.has(name)) continue;
    seen.add(name);
    free.push({ slot, name });
  }
  return free;
}

import { parseDuration } from '../../api/duration.ts';
import type { IPAddress } from '../../api/kinds/network.ts';

export const DEFAULT_QUARANTINE = '10m';

/**
 * Addresses whose rest is over at `now` (milliseconds). A released address is one that was deleted and is kept by its
 * finalizer: the deletionTimestamp is when its rest began, and no status can be lost or forged to shorten it.
 */
export function restedAddresses(
  addresses: Iterable<IPAddress>,
  quarantineOf: (subnet: string) => string | undefined,
  now: number,
): IPAddress[] {
  return [...addresses].filter(({ metadata, spec }) => {
    if (!metadata.deletionTimestamp) return false;
    const rest = parseDuration(quarantineOf(spec.subnet) ?? DEFAULT_QUARANTINE);
    return Date.parse(metadata.deletionTimestamp) + rest <= now;
  });
}

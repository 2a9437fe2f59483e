import { createHash } from 'node:crypto';
import { countOf, nthFree } from '../free-addresses.ts';
import type { Seeker, Strategy } from './strategy.ts';

const PROBES = 8;

/**
 * The place that namespace, name and device hash to, so that a node which is made anew tends to get its address again;
 * where that is taken a few more such places, and at last one among those that are free. Linear probing would heap
 * everybody up behind the same run.
 */
export const hash: Strategy = (free, seeker) => {
  const { first, last } = free.network;
  for (let probe = 0; probe < PROBES; probe += 1) {
    const value = first + (hashOf(seeker, probe) % (last - first + 1n));
    if (free.has(value)) return value;
  }
  const count = countOf(free);
  return count === 0n ? undefined : nthFree(free, hashOf(seeker, PROBES) % count);
};

function hashOf({ namespace, name, device }: Seeker, probe: number): bigint {
  const digest = createHash('sha256').update(`${namespace}/${name}/${device}/${probe}`).digest('hex');
  // 160 bits: the remainder by the size of a /0 is still even.
  return BigInt(`0x${digest.slice(0, 40)}`);
}

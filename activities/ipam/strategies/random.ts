import { countOf, nthFree } from '../free-addresses.ts';
import type { Strategy } from './strategy.ts';

/** A subnet that is not nearly full is met within these; only then are its gaps counted. */
const THROWS = 16;

/** Any, each as likely as the others: nobody can tell the next one. */
export const random: Strategy = (free, _seeker, { below }) => {
  const { first, last } = free.network;
  for (let thrown = 0; thrown < THROWS; thrown += 1) {
    const value = first + below(last - first + 1n);
    if (free.has(value)) return value;
  }
  const count = countOf(free);
  return count === 0n ? undefined : nthFree(free, below(count));
};

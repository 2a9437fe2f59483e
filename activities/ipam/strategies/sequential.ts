import { nthFree } from '../free-addresses.ts';
import type { Strategy } from './strategy.ts';

/** The lowest; under contention one of the lowest few. */
export const sequential: Strategy = (free, _seeker, { below, spread }) => {
  const position = spread > 1n ? below(spread) : 0n;
  return nthFree(free, position) ?? nthFree(free, 0n);
};

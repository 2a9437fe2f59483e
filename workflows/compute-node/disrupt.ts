import type { Chain } from './chain.ts';
import type { AskedOperation } from './state.ts';

/** Around all that takes a running machine away. */
export function disrupt<T>(_chain: Chain, _asked: AskedOperation, run: () => Promise<T>): Promise<T> {
  return run();
}

import type { SaltTruth } from './simulated-salt.ts';

/** How often the minions ran a commit's states, by their own word. */
export interface Verdict {
  once: number;
  never: number;
  more: number;
}

export function judge({ minions }: Pick<SaltTruth, 'minions'>, commit: string): Verdict {
  const verdict: Verdict = { once: 0, never: 0, more: 0 };
  for (const { runs } of minions) {
    const times = runs.filter(({ fun, kwargs }) => fun === 'state.apply' && kwargs.saltenv === commit).length;
    verdict[times === 0 ? 'never' : times === 1 ? 'once' : 'more'] += 1;
  }
  return verdict;
}

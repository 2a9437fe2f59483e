import { preferredAffinity } from './preferred-affinity.ts';
import { rackUseScore } from './rack-use.ts';
import type { Score } from './score.ts';
import { softSpread } from './soft-spread.ts';
import { softTaints } from './soft-taints.ts';

/** Those that tell most places apart come first: what the rest could add at most then rules most groups out. */
export const scores: readonly Score[] = [rackUseScore, softSpread, preferredAffinity, softTaints];

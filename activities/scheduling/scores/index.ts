import { preferredAffinity } from './preferred-affinity.ts';
import { rackUseScore } from './rack-use.ts';
import type { Score } from './score.ts';
import { softSpread } from './soft-spread.ts';
import { softTaints } from './soft-taints.ts';

export const scores: readonly Score[] = [softTaints, preferredAffinity, softSpread, rackUseScore];

import type { Resource } from '../../api/kinds/kind.ts';
import type { SaltDesire } from '../../workflows/contract.ts';
import { showsGeneration, wishOf } from './reflected.ts';

type Tended = Pick<Resource, 'metadata'> & {
  status?: { revision?: number; observedGeneration?: number; observed?: string };
};

/** The status shows a look at this generation, among these surroundings. */
export function isTended(object: Tended, surroundings: string): boolean {
  return showsGeneration(object) && object.status?.observed === surroundings;
}

export function tendingWish(object: Tended, missing: boolean, surroundings: string): Omit<SaltDesire, 'by'> {
  return { ...wishOf(object, missing, 'what it depends on changed'), surroundings };
}

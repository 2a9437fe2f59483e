import type { Resource } from '../../api/kinds/kind.ts';
import type { SaltDesire } from '../../workflows/contract.ts';

type Tended = Pick<Resource, 'metadata'> & {
  status?: { revision?: number; observedGeneration?: number; observed?: string };
};

/** The status shows a look at this generation, among these surroundings. */
export function isTended({ metadata, status }: Tended, surroundings: string): boolean {
  if (metadata.deletionTimestamp !== undefined || status?.revision === undefined) return false;
  return status.observedGeneration === metadata.generation && status.observed === surroundings;
}

export function tendingWish(object: Tended, missing: boolean, surroundings: string): Omit<SaltDesire, 'by'> {
  const { generation = 0, deletionTimestamp } = object.metadata;
  return { generation, delete: deletionTimestamp !== undefined, surroundings, why: reasonOf(object, missing) };
}

function reasonOf({ metadata, status }: Tended, missing: boolean): string {
  if (metadata.deletionTimestamp !== undefined) return `its deletion was asked for at ${metadata.deletionTimestamp}`;
  if (missing) return 'it has no open workflow';
  if (status?.revision === undefined) return 'its status shows nothing yet';
  if (status.observedGeneration !== metadata.generation) return `generation ${metadata.generation} of its spec is new`;
  return 'what it depends on changed';
}

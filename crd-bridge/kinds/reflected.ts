import { PAUSE_ANNOTATION } from '../../api/groups.ts';
import type { ObjectMeta } from '../../api/kinds/kind.ts';

/* What of an object stands in its status already, and what its workflow is told of the rest. */

interface Chained {
  metadata: ObjectMeta;
  status?: { revision?: number; observedGeneration?: number };
}

interface Pausable extends Chained {
  spec: { paused: boolean };
  status?: Chained['status'] & { pauses?: readonly { source: string; why: string }[] };
}

/** Its chain saw this generation of it. A deletion is told until the object is gone. */
export function showsGeneration({ metadata, status }: Chained): boolean {
  if (metadata.deletionTimestamp !== undefined || status?.revision === undefined) return false;
  return status.observedGeneration === metadata.generation;
}

export function showsPauses({ metadata, spec, status }: Pausable): boolean {
  const pauses = status?.pauses ?? [];
  const shown = pauses.find(({ source }) => source === 'annotation')?.why;
  // The schema cuts a reason at 1024.
  const wanted = metadata.annotations?.[PAUSE_ANNOTATION]?.slice(0, 1024);
  return pauses.some(({ source }) => source === 'spec') === spec.paused && shown === wanted;
}

export function pauseByAnnotation({ metadata }: Chained): { pausedByAnnotation?: string } {
  const pausedByAnnotation = metadata.annotations?.[PAUSE_ANNOTATION];
  return pausedByAnnotation === undefined ? {} : { pausedByAnnotation };
}

/** The part of a wish that every chain is told. `otherwise`: what is news besides the object itself. */
export function wishOf({ metadata, status }: Chained, missing: boolean, otherwise = 'its status shows nothing yet') {
  const { generation = 0, deletionTimestamp } = metadata;
  return { generation, delete: deletionTimestamp !== undefined, why: why() };

  function why(): string {
    if (deletionTimestamp !== undefined) return `its deletion was asked for at ${deletionTimestamp}`;
    if (missing) return 'it has no open workflow';
    if (status?.revision === undefined) return 'its status shows nothing yet';
    if (status.observedGeneration !== generation) return `generation ${generation} of its spec is new`;
    return otherwise;
  }
}

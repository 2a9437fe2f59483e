import type { Resource } from '../../api/kinds/kind.ts';
import type { Condition } from '../../api/schema/conditions.ts';

/** An object as the bridge shows conditions on it. */
export type Shown = Resource<{ status?: { conditions?: Condition[] } }>;

/** The condition with the time since when it has its status. */
export function since(
  object: Shown,
  condition: Omit<Condition, 'lastTransitionTime' | 'observedGeneration'>,
  now: string,
): Condition {
  const shown = object.status?.conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime = shown?.status === condition.status ? shown.lastTransitionTime : now;
  return { ...condition, observedGeneration: object.metadata.generation, lastTransitionTime };
}

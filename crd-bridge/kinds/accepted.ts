import { isDeepStrictEqual } from 'node:util';
import { type Acceptance, acceptedCondition } from '../../api/acceptance.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import type { Action, PlanView } from './bridged-kind.ts';

type Accepted = Resource<{ status?: { conditions?: Condition[] } }>;

/** Shows the verdict on an object whose status has nothing else. */
export function planAcceptance(object: Accepted, acceptance: Acceptance, { now }: PlanView): Action[] {
  const condition = conditionOf(object, acceptance, now);
  if (shows(object.status?.conditions, condition)) return [];
  return [
    { type: 'writeStatus', status: { conditions: [condition] }, resourceVersion: object.metadata.resourceVersion },
  ];
}

/** The verdict as a condition, with the time since when it is so. */
export function conditionOf(object: Accepted, acceptance: Acceptance, now: string): Condition {
  const condition = acceptedCondition(acceptance);
  const shown = object.status?.conditions?.find(({ type }) => type === condition.type);
  const lastTransitionTime = shown?.status === condition.status ? shown.lastTransitionTime : now;
  return { ...condition, observedGeneration: object.metadata.generation, lastTransitionTime };
}

export function shows(conditions: readonly Condition[] | undefined, wanted: Condition): boolean {
  return isDeepStrictEqual(
    conditions?.find(({ type }) => type === wanted.type),
    wanted,
  );
}

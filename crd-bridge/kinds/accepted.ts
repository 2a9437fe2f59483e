import { isDeepStrictEqual } from 'node:util';
import { accept } from '../../api/acceptance.ts';
import type { AcceptedKind, AcceptedKinds } from '../../api/acceptance/view.ts';
import { acceptedCondition } from '../../api/acceptance/verdict.ts';
import type { Taken } from '../../api/in-use.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import type { Action, PlanView } from './bridged-kind.ts';
import { planHold } from './held.ts';
import { since } from './since.ts';

/** Shows the verdict on an object whose status has nothing else, and keeps it while it is in use. */
export function planAccepted<K extends AcceptedKind>(
  object: AcceptedKinds[K],
  view: PlanView,
  taken: Taken = 'always',
): Action[] {
  const hold = planHold(object, view, taken);
  if (hold.action) return [hold.action];
  const conditions = [verdictOn(object, view), ...hold.conditions];
  if (isDeepStrictEqual(object.status?.conditions, conditions)) return [];
  return [{ type: 'writeStatus', status: { conditions }, resourceVersion: object.metadata.resourceVersion }];
}

/** The verdict as a condition, with the time since when it is so. */
export function verdictOn<K extends AcceptedKind>(object: AcceptedKinds[K], view: PlanView): Condition {
  return since(object, acceptedCondition(accept(object, view)), view.now);
}

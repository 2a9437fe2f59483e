import { isDeepStrictEqual } from 'node:util';
import { holdOf, inUseCondition, type Taken } from '../../api/in-use.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import { type Action, type BridgedKind, bridgedKind, type PlanView } from './bridged-kind.ts';
import { type Shown, since } from './since.ts';

export interface PlannedHold {
  /** To be done first: what else there is to write is seen at the next look. */
  action?: Action;
  /** InUse, while the object is kept from going; otherwise none. */
  conditions: Condition[];
}

export function planHold(object: Shown, view: PlanView, taken: Taken): PlannedHold {
  const { name, resourceVersion } = object.metadata;
  const hold = holdOf(object, () => view.referrersOf({ kind: object.kind, name }), taken);
  switch (hold.kind) {
    case 'none':
      return { conditions: [] };
    case 'keep':
      return { conditions: [since(object, inUseCondition(hold.message), view.now)] };
    case 'take':
    case 'let-go': {
      const why = hold.kind === 'take' ? 'it must not go before those who use it' : 'nobody uses it any more';
      return { action: { type: 'setFinalizers', finalizers: hold.finalizers, resourceVersion, why }, conditions: [] };
    }
  }
}

/** A kind that nothing is decided on but that it stays while it is in use. Others may write its status, too. */
export function heldKind<K extends Kind>(kind: K): BridgedKind {
  return bridgedKind({ kind, plan: (object, view) => planHeld(object as Shown, view) });
}

export function planHeld(object: Shown, view: PlanView): Action[] {
  const { action, conditions } = planHold(object, view, 'always');
  if (action) return [action];
  const [inUse] = conditions;
  const shown = object.status?.conditions?.find(({ type }) => type === inUse?.type);
  if (!inUse || isDeepStrictEqual(shown, inUse)) return [];
  return [
    {
      type: 'writeStatus',
      status: { conditions },
      resourceVersion: object.metadata.resourceVersion,
      beside: 'in-use',
    },
  ];
}

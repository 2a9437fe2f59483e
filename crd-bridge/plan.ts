import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../api/kinds/kind.ts';
import type { Action, BridgedKind, Chain, PlanView, Wish } from './kinds/bridged-kind.ts';

/** All that is to be done about one object: pure, and the same whatever made us look. */
export function plan({ plan, chain }: BridgedKind, object: Resource, view: PlanView): Action[] {
  return [...(plan?.(object, view) ?? []), ...(chain ? planChain(chain, object, view) : [])];
}

function planChain(chain: Chain, object: Resource, view: PlanView): Action[] {
  const { deletionTimestamp, finalizers = [], resourceVersion, uid = '' } = object.metadata;
  if (!isBegun(chain, object)) {
    if (!chain.finalizer || deletionTimestamp !== undefined) return [];
    // The finalizer first: between a desire and a finalizer the object could vanish with its work half done.
    const { name, why } = chain.finalizer;
    return [{ type: 'setFinalizers', finalizers: [...finalizers, name], resourceVersion, why }];
  }
  const missing = view.workflowMissing(uid);
  if (chain.isReflected(object, view) && !missing) return [];
  const desire = chain.wish(object, missing, view);
  if (!missing && sameWish(desire, view.said(uid))) return [];
  return [{ type: 'desire', desire }];
}

/** Its workflow should be open. */
export function isBegun({ finalizer }: Chain, { metadata }: Resource): boolean {
  return finalizer === undefined || (metadata.finalizers ?? []).includes(finalizer.name);
}

function sameWish(a: Wish, b: Wish | undefined): boolean {
  return b !== undefined && isDeepStrictEqual({ ...a, why: '' }, { ...b, why: '' });
}

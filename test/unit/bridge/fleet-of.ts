import type { Stores } from '../../../api/cluster/index.ts';
import { createStore, type WritableStore } from '../../../api/cluster/store.ts';
import { kinds } from '../../../api/kinds/index.ts';
import type { Kind, Resource } from '../../../api/kinds/kind.ts';
import { createFleetView } from '../../../crd-bridge/observe/view.ts';
import type { Action, PlanView, Wish } from '../../../crd-bridge/kinds/bridged-kind.ts';
import { bridgedKindOf } from '../../../crd-bridge/kinds/index.ts';
import { plan } from '../../../crd-bridge/plan.ts';

/** Stores of every kind, filled with `objects`, as the watches would. */
export function storesOf(...objects: Resource[]) {
  const stores = new Map<string, WritableStore<Resource>>(kinds.map((kind) => [kind.kind, createStore<Resource>()]));
  for (const object of objects) stores.get(object.kind)?.upsert(object);
  const of = (kind: Kind) => ({ store: stores.get(kind.kind) });
  return { stores, view: createFleetView({ of } as unknown as Stores) };
}

export interface Knowledge {
  said?: Wish & Record<string, unknown>;
  workflowMissing?: boolean;
}

/** What is decided on one object, beside others. */
export function planned(object: Resource, knowledge: Knowledge = {}, others: Resource[] = []): Action[] {
  const bridged = bridgedKindOf(object.kind);
  if (!bridged) throw new Error(`nothing is decided on a ${object.kind}`);
  return plan(bridged, object, planViewOf([object, ...others], knowledge));
}

function planViewOf(objects: Resource[], { said, workflowMissing = false }: Knowledge = {}): PlanView {
  const { view } = storesOf(...objects);
  return { ...view, said: () => said, workflowMissing: () => workflowMissing, now: '2026-02-02T00:00:00Z' };
}

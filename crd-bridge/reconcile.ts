import { isConflict, isNotFound } from '../api/cluster/index.ts';
import type { Resource } from '../api/kinds/kind.ts';
import { perform, type PerformDependencies } from './act/perform.ts';
import { bridgedKindOf } from './kinds/index.ts';
import { parseObjectId } from './observe/object-id.ts';
import type { FleetView } from './observe/view.ts';
import { plan } from './plan.ts';

export interface ReconcileDependencies extends PerformDependencies {
  /** Undefined when the object is gone. */
  find: (id: string) => Resource | undefined;
  view: FleetView;
  /** Uids of objects without an open workflow, from the last look at Temporal. */
  missingWorkflows: Set<string>;
  observeDuration: (kind: string, result: 'acted' | 'idle' | 'failed', seconds: number) => void;
}

/**
 * One look at one object: the same whatever made us look, and safe at any time. Answers 'again' when somebody else wrote
 * in between, which the watch is about to show.
 */
export async function reconcile(id: string, dependencies: ReconcileDependencies): Promise<'done' | 'again'> {
  const started = performance.now();
  const took = (result: 'acted' | 'idle' | 'failed') => {
    dependencies.observeDuration(parseObjectId(id).kind, result, (performance.now() - started) / 1000);
  };
  try {
    const acted = await look(id, dependencies);
    took(acted ? 'acted' : 'idle');
    return 'done';
  } catch (error) {
    took('failed');
    if (isConflict(error)) return 'again';
    // Gone before its deletion was shown: nothing is left to do.
    if (isNotFound(error)) return 'done';
    throw error;
  }
}

async function look(id: string, dependencies: ReconcileDependencies): Promise<boolean> {
  const { find, view, said, missingWorkflows } = dependencies;
  const object = find(id);
  const bridged = object && bridgedKindOf(object.kind);
  if (!bridged) return false;
  // Reflected once, the same wish is news again if its status is ever lost.
  if (bridged.chain?.isReflected(object, view)) said.forget(object.metadata.uid ?? '');
  const actions = plan(bridged, object, {
    ...view,
    said: said.of,
    workflowMissing: (uid) => missingWorkflows.has(uid),
    now: new Date().toISOString(),
  });
  for (const action of actions) await perform(dependencies, bridged, object, action);
  return actions.length > 0;
}

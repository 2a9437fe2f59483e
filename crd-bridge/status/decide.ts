import { isDeepStrictEqual } from 'node:util';
import type { ObjectMeta } from '../../api/kinds/kind.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import type { StatusEdgeResult } from '../../workflows/contract.ts';

/** A status whose writers are told apart by its revision. */
export interface Revised {
  revision?: number;
  conditions?: Condition[];
}

export interface Shown<S extends Revised> {
  metadata: ObjectMeta;
  status?: S;
}

/** One status on its way up, within the bounds of its schema. */
export interface Edge<S extends Revised> {
  ref: { name: string; uid: string };
  revision: number;
  status: S;
}

export type StatusDecision<S extends Revised> =
  { type: 'write'; status: S; resourceVersion: string | undefined } | { type: 'answer'; result: StatusEdgeResult };

/**
 * What to do with an edge, given the object as it is shown. Revisions only grow: an edge that was overtaken, by another
 * bridge or while this one was frozen, changes nothing.
 */
export function decideStatus<S extends Revised>(shown: Shown<S> | undefined, edge: Edge<S>): StatusDecision<S> {
  if (!shown || shown.metadata.uid !== edge.ref.uid) return { type: 'answer', result: { outcome: 'gone' } };
  const status = keepTransitionTimes(shown.status, { ...edge.status, revision: edge.revision });
  const revision = shown.status?.revision ?? -1;
  if (revision < edge.revision) return { type: 'write', status, resourceVersion: shown.metadata.resourceVersion };
  const same = revision === edge.revision && isDeepStrictEqual(plain(shown.status), plain(status));
  return { type: 'answer', result: same ? { outcome: 'applied' } : { outcome: 'stale', revision } };
}

/** A condition whose status did not change keeps the time at which it took it. */
function keepTransitionTimes<S extends Revised>(shown: S | undefined, next: S): S {
  const conditions = next.conditions?.map((condition) => {
    const before = shown?.conditions?.find(({ type }) => type === condition.type);
    if (before?.status !== condition.status) return condition;
    return { ...condition, lastTransitionTime: before.lastTransitionTime };
  });
  return { ...next, conditions };
}

/** As it would come back from the apiserver: without fields that are undefined. */
function plain(status: object | undefined): unknown {
  return JSON.parse(JSON.stringify(status ?? {}));
}

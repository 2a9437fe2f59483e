import { isDeepStrictEqual } from 'node:util';
import { ACCEPTED_KINDS } from '../../api/acceptance.ts';
import type { StoreChange } from '../../api/cluster/index.ts';
import { ACCEPTED_CONDITION } from '../../api/conditions.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import { referencesOf } from '../../api/references.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import { bridgedKindOf, isDecidedOn } from '../kinds/index.ts';
import { objectId } from './object-id.ts';
import type { Observed } from './observed.ts';
import type { FleetView } from './view.ts';

/** The objects to decide on again after a change, itself among them, as object ids. */
export function affectedBy({ kind, change }: Observed, view: FleetView): string[] {
  const bridged = bridgedKindOf(kind);
  if (!bridged) return [];
  const itself = isDecidedOn(bridged) ? [objectId(kind, change.object.metadata)] : [];
  const others = (bridged.affects?.(change, view) ?? []).flatMap(({ kind: { kind }, objects }) =>
    objects.map(({ metadata }) => objectId(kind, metadata)),
  );
  return [...new Set([...itself, ...others, ...judgedBy(change, view), ...letGoBy(change, view)])];
}

/** Those whose verdict hangs on the changed object: they name it. Their own changes carry the news further. */
function judgedBy(change: StoreChange<Resource>, view: FleetView): string[] {
  const { kind, metadata } = change.object;
  if (!(ACCEPTED_KINDS as readonly string[]).includes(kind)) return [];
  const previous = previousOf(change);
  const isNews =
    previous === undefined || isEdited(change) || !isDeepStrictEqual(verdictIn(previous), verdictIn(change.object));
  if (!isNews) return [];
  const judged = view.referrersOf({ kind, name: metadata.name }, ACCEPTED_KINDS);
  return judged.map((each) => objectId(each.kind, each.metadata));
}

/** Those that are to go, and perhaps waited for the changed object to let go of them. */
function letGoBy(change: StoreChange<Resource>, view: FleetView): string[] {
  const previous = previousOf(change);
  if (previous !== undefined && !isEdited(change)) return [];
  const named = [...(previous ? referencesOf(previous) : []), ...referencesOf(change.object)];
  return named.filter(view.isGoing).map(({ kind, name }) => objectId(kind, { name }));
}

/** Undefined for what came or went. */
function previousOf(change: StoreChange<Resource>): Resource | undefined {
  return change.type === 'upsert' ? change.previous : undefined;
}

/** Somebody edited it, or asked for its deletion: what is written into a status counts for nothing. */
function isEdited(change: StoreChange<Resource>): boolean {
  return previousOf(change)?.metadata.generation !== change.object.metadata.generation;
}

function verdictIn(object: Resource): Condition | undefined {
  const { status } = object as Resource<{ status?: { conditions?: Condition[] } }>;
  return status?.conditions?.find(({ type }) => type === ACCEPTED_CONDITION);
}

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
  return [...new Set([...itself, ...others])];
}

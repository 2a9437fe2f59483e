import { refuseAsset } from './acceptance/compute-asset.ts';
import { refuseL2Domain } from './acceptance/l2-domain.ts';
import { refuseRack } from './acceptance/rack.ts';
import { refuseRoute } from './acceptance/route.ts';
import { refuseSubnet } from './acceptance/subnet.ts';
import { ACCEPTED, type Acceptance, type Refusal, refusal } from './acceptance/verdict.ts';
import type { AcceptanceView, AcceptedKind, AcceptedKinds } from './acceptance/view.ts';
import { type Reference, referencesOf } from './references.ts';

type Rule<K extends AcceptedKind> = (object: AcceptedKinds[K], view: AcceptanceView) => Refusal | undefined;

const nothingMore = () => undefined;

/** What is asked of an object beside that its references lead somewhere. */
const RULES: { readonly [K in AcceptedKind]: Rule<K> } = {
  AvailabilityZone: nothingMore,
  NetworkZone: nothingMore,
  VPC: nothingMore,
  Rack: refuseRack,
  Switch: nothingMore,
  Subnet: refuseSubnet,
  Route: refuseRoute,
  L2Domain: refuseL2Domain,
  ComputeAsset: refuseAsset,
};

/** The kinds that have a verdict. */
export const ACCEPTED_KINDS = Object.keys(RULES) as readonly AcceptedKind[];

/** Whether Bedplate may use the object. What it refers to must be fine itself, and so on to the end. */
export function accept<K extends AcceptedKind>(object: AcceptedKinds[K], view: AcceptanceView): Acceptance {
  for (const reference of referencesOf(object)) {
    const broken = refuseReference(reference, view);
    if (broken) return broken;
  }
  return RULES[object.kind as K](object, view) ?? ACCEPTED;
}

function refuseReference({ kind, name, field, loose }: Reference, view: AcceptanceView): Refusal | undefined {
  if (loose) return undefined;
  const other = view.find(kind as AcceptedKind, name);
  const at = `${kind} ${name}`;
  if (!other) {
    return refusal('ReferenceNotFound', `${at} does not exist: create it, or correct ${field}.`, `no ${at}`);
  }
  if (other.metadata.deletionTimestamp !== undefined) {
    const message = `${at} is being deleted, and is given to nobody any more: name another in ${field}.`;
    return refusal('ReferenceDeleted', message, `${at} is being deleted`);
  }
  const verdict = accept(other, view);
  if (verdict.accepted) return undefined;
  const brief = verdict.brief === verdict.reason ? `${verdict.reason} of ${at}` : verdict.brief;
  return refusal('ReferenceNotAccepted', `${at} is not accepted, so this is not used: ${verdict.message}`, brief);
}

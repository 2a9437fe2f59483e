import type { Rack } from '../kinds/rack.ts';
import type { AcceptanceView } from './view.ts';
import { type Refusal, refusal } from './verdict.ts';

export function refuseRack({ spec }: Rack, view: AcceptanceView): Refusal | undefined {
  const { availabilityZone: zone, networkZone } = spec;
  const other = networkZone && view.find('NetworkZone', networkZone)?.spec.availabilityZone;
  if (zone === undefined || !other || zone === other) return undefined;
  const message = `It is in AvailabilityZone ${zone}, and its NetworkZone ${networkZone} is in ${other}: correct spec.availabilityZone or spec.networkZone.`;
  return refusal('ZoneMismatch', message);
}

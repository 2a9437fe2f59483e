import type { Fleet } from '../../../activities/fleet/fleet.ts';
import type { SchedulingDeps } from '../../../activities/scheduling/activities.ts';
import { createAssumedClaims } from '../../../activities/scheduling/assumed-claims.ts';

/** The only scheduler there is, which nobody waits for. */
export function aloneAtWork({
  view,
}: Pick<Fleet, 'view'>): Pick<SchedulingDeps, 'assumed' | 'waiting' | 'requireSeat'> {
  return {
    assumed: createAssumedClaims(view),
    waiting: { enter: () => undefined, leave: () => undefined },
    requireSeat: () => undefined,
  };
}

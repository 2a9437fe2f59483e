import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import { DEFAULT_CONCURRENT_INSTALLS } from '../../api/kinds/compute-provider.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { InstallSlots } from '../ports/install-slots.ts';
import { plannedClaim } from './planned-claim.ts';

export interface SlotDeps {
  fleet: Pick<Fleet, 'view' | 'synced'>;
  slots: InstallSlots;
}

/** What the time-outs leave out: answers, coming up, another attempt or two. */
const MARGIN_MS = 300_000;

/** Before a machine that is not on is booted to install. Throttled while as many install as the provider says now. */
export async function takeSlot({ fleet, slots }: SlotDeps, claim: AssetClaim): Promise<void> {
  await fleet.synced;
  const { installId, nodeRef, plan } = claim.spec;
  const { timeouts } = plannedClaim(claim).plan.inputs.systems;
  const provider = fleet.view.provider(plan.provider)?.spec.native;
  const answer = await slots.take(plan.provider, {
    node: nodeRef,
    installId,
    limit: provider?.maxConcurrentInstalls ?? DEFAULT_CONCURRENT_INSTALLS,
    ttlMs: timeouts.powerOff + MARGIN_MS + timeouts.install + MARGIN_MS,
    needMs: timeouts.install + MARGIN_MS,
  });
  if (answer.kind !== 'full') return;
  const { taken, limit, ahead } = answer;
  throw new Failure(
    'Throttled',
    `${claim.metadata.name} waits for an install slot of ComputeProvider ${plan.provider}: ${taken} of ${limit} are taken` +
      (ahead > 0 ? `, ${ahead} wait before it` : ', and it is the next'),
    { waited: true, woken: true },
  );
}

/** As soon as the machine installs no more under the claim's permit. */
export async function giveSlotBack({ slots }: Pick<SlotDeps, 'slots'>, { spec }: AssetClaim): Promise<void> {
  await slots.giveBack(spec.plan.provider, spec.installId);
}

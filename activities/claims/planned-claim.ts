import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ResolvedPlan } from '../../api/plan.ts';
import { parsePlanInputs } from '../kickstart/plan-inputs.ts';

/** A claim as workflows carry it. */
export interface PlannedClaim {
  asset: string;
  installId: string;
  booted: boolean;
  attempt: number;
  reinstalls?: number;
  plan: ResolvedPlan;
  /** Of a machine that ran before it was claimed. */
  adoption?: 'Pending' | 'Done';
}

/** Throws InvalidInput when the claim's inputs are not what this version reads: nobody but Bedplate writes them. */
export function plannedClaim(claim: AssetClaim): PlannedClaim {
  const { installId, booted, attempt, reinstalls, plan, adoption } = claim.spec;
  return {
    asset: claim.metadata.name,
    installId,
    booted,
    attempt,
    ...(reinstalls !== undefined && { reinstalls }),
    plan: { ...plan, inputs: parsePlanInputs(plan.inputs, claim.metadata.name) },
    ...(adoption && { adoption }),
  };
}

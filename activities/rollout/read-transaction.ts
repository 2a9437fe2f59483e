import type { RolloutPlan } from '../../api/rollout/plan.ts';

/** A SaltTransaction as the apiserver shows it now. "found" means: of this very uid. */
export type ObservedTransaction =
  | { found: false }
  | {
      found: true;
      deleting: boolean;
      generation: number;
      /** Of the status that it shows. */
      revision: number;
      plan: RolloutPlan;
      deployment: string;
    };

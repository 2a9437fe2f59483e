import type { Count, RolloutRules } from './rules.ts';

/** What a SaltTransaction says, once and for all. */
export interface RolloutPlan {
  readonly transaction: string;
  readonly fromCommit: string | null;
  readonly toCommit: string;
  /** In the order in which they are begun; every node is in one of them. */
  readonly buckets: readonly PlannedBucket[];
  readonly rules: RolloutRules;
  /** Failures that nodes had at the commit before: not new at this one. */
  readonly knownCauses?: readonly { stateId: string; message: string }[];
}

export interface PlannedBucket {
  readonly name: string;
  /** How many nodes. */
  readonly nodes: number;
  /** It goes alone: nothing else is begun until it has passed. */
  readonly alone: boolean;
  /** Beside those of the rollout. */
  readonly soakMs?: number;
  readonly maxUnavailable?: Count;
}

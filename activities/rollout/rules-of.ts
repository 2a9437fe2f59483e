import { parseDuration } from '../../api/duration.ts';
import type { SaltTransactionSpec } from '../../api/kinds/salt-transaction.ts';
import { withGateNames } from '../../api/rollout/gate-names.ts';
import type { RolloutRules } from '../../api/rollout/rules.ts';
import type { PlannedBucket } from '../../api/rollout/plan.ts';

/** How a rollout goes, as its transaction says it. */
export function rulesOf(spec: SaltTransactionSpec): RolloutRules {
  return {
    dryRun: spec.dryRun,
    maxConcurrentDomains: spec.strategy.maxConcurrentDomains,
    maxUnavailable: spec.strategy.maxUnavailable,
    soakMs: parseDuration(spec.soak),
    gates: withGateNames(spec.gates).map((gate) => ({
      name: gate.name,
      type: gate.type,
      onUnhealthy: gate.onUnhealthy ?? spec.onFailure,
      intervalMs: parseDuration(gate.interval),
      patienceMs: parseDuration(gate.patience),
    })),
    onFailure: spec.onFailure,
    failureBudget: spec.failureBudget,
    autoResume: spec.autoResume,
    attempts: spec.attempts,
    retryMs: parseDuration(spec.retryDelay),
    unexpectedChanges: spec.unexpectedChanges,
  };
}

export function plannedBuckets({ buckets }: SaltTransactionSpec): PlannedBucket[] {
  return buckets.map(({ name, nodes, alone, soak, maxUnavailable }) => ({
    name,
    nodes,
    alone,
    ...(soak !== undefined && { soakMs: parseDuration(soak) }),
    ...(maxUnavailable !== undefined && { maxUnavailable }),
  }));
}

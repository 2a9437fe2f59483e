import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import { MOST_BUCKETS_SHOWN, type SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import { cut, cutOptional, fitConditions } from './fit-status.ts';

export function fitDeploymentStatus(status: SaltDeploymentStatus): SaltDeploymentStatus {
  return {
    ...status,
    progress: cutOptional(status.progress, 63),
    pauses: fitHolds(status.pauses),
    history: status.history?.slice(-100).map((entry) => ({
      ...entry,
      by: cutOptional(entry.by, 253),
      why: cutOptional(entry.why, 1024),
    })),
    conditions: fitConditions(status.conditions),
  };
}

export function fitTransactionStatus(status: SaltTransactionStatus): SaltTransactionStatus {
  return {
    ...status,
    message: cutOptional(status.message, 1024),
    progress: cutOptional(status.progress, 63),
    pauses: fitHolds(status.pauses),
    buckets: status.buckets?.slice(0, MOST_BUCKETS_SHOWN).map((bucket) => ({
      ...bucket,
      jids: bucket.jids?.slice(-8),
      gates: bucket.gates?.slice(0, 16).map((gate) => ({ ...gate, message: cut(gate.message, 1024) })),
      message: cutOptional(bucket.message, 1024),
    })),
    topFailures: status.topFailures?.slice(0, 10).map((failure) => ({
      ...failure,
      stateId: cut(failure.stateId, 253),
      message: cut(failure.message, 1024),
      examples: failure.examples.slice(0, 5),
    })),
    words: status.words?.slice(-20).map((word) => ({ ...word, by: cut(word.by, 253), why: cut(word.why, 1024) })),
    conditions: fitConditions(status.conditions),
  };
}

function fitHolds(holds: SaltDeploymentStatus['pauses']): SaltDeploymentStatus['pauses'] {
  return holds?.slice(0, 32).map((hold) => ({ ...hold, by: cut(hold.by, 253), why: cut(hold.why, 1024) }));
}

import { type GateDeps, gateActivities } from '../gates/activities.ts';
import { calendarActivities } from './calendar.ts';
import { createTransactionActivities, type CreateDeps } from './create-transaction.ts';
import { type DeploymentDeps, deploymentActivities } from './deployment.ts';
import type { SliceDeps } from './slices.ts';
import { noteActivities } from './note.ts';
import { type TransactionDeps, transactionActivities } from './transaction.ts';

export type RolloutDeps = GateDeps & CreateDeps & DeploymentDeps & TransactionDeps & SliceDeps;

/** What deployments and transactions look at and make; what they have done on minions is `slices.ts`. */
export function rolloutActivities(deps: RolloutDeps) {
  return {
    ...deploymentActivities(deps),
    ...createTransactionActivities(deps),
    ...transactionActivities(deps),
    ...calendarActivities(deps),
    ...noteActivities(deps),
    ...gateActivities(deps),
  };
}

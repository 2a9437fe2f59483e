import type { RolloutRequest } from '../contract.ts';
import { type DeploymentState, isUnderWay } from './state.ts';

const SAY_WHY = 'Say why with --why: it is shown with the rollout.';

/** Why a failed commit is not begun again; undefined when it is. */
export function whyNoRetry(state: DeploymentState, { why }: RolloutRequest): string | undefined {
  if (!why) return SAY_WHY;
  if (isUnderWay(state)) return `${state.current?.ref.name ?? ''} is under way: retry what failed of it.`;
  if (!state.failed) return 'No commit has failed: there is nothing to retry.';
  return undefined;
}

export function takeRetry(state: DeploymentState, { by, why }: RolloutRequest): string {
  const commit = state.failed?.commit ?? '';
  state.failed = undefined;
  if (state.desire) Object.assign(state.desire, { by, why });
  state.due = true;
  return `Commit ${commit} may be rolled out again.`;
}

/** Why it does not go back to the commit before; undefined when it does. */
export function whyNoRollback(state: DeploymentState, { why }: RolloutRequest): string | undefined {
  if (!why) return SAY_WHY;
  if (isUnderWay(state)) return `${state.current?.ref.name ?? ''} is under way: it has a rollback of its own.`;
  if (!state.goodBefore) return 'No commit was good before this one: there is nothing to go back to.';
  return undefined;
}

/** What it goes back from is not begun again by itself. */
export function takeRollback(state: DeploymentState, { by, why }: RolloutRequest): string {
  const { good, goodBefore, seen, current } = state;
  if (!good || !goodBefore) return 'There is nothing to go back to.';
  state.failed = { ...good, manner: seen?.manner ?? '', why: `taken back by ${by}: ${why}` };
  state.rollback = { by, why, transaction: current?.ref.name ?? '', to: goodBefore };
  state.due = true;
  return `The nodes go back to commit ${goodBefore.commit}.`;
}

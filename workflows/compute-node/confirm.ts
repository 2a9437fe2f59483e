import { ApplicationFailure, log } from '@temporalio/workflow';
import type { ConfirmRequest } from '../contract.ts';
import { type Chain, nowText, show } from './chain.ts';
import * as states from './state.ts';

/** A person answers for what the fuse holds, or for more than the disruption budgets allow. */
export function confirm(chain: Chain, request: ConfirmRequest): string {
  return request.budget ? overruleBudgets(chain, request) : confirmDeletion(chain, request);
}

/** Throws when there is nothing to confirm, or nobody says why. */
export function mayConfirm({ state, input }: Chain, { why, budget = false }: ConfirmRequest): void {
  const refuse = (message: string) => ApplicationFailure.nonRetryable(message, 'InvalidInput');
  if (!why) throw refuse('Say why with --why: it is kept in the history of the node.');
  const isHeldByBudget = state.disrupting?.held !== undefined;
  if (budget && !isHeldByBudget) throw refuse('No disruption budget holds this node: there is nothing to overrule.');
  if (budget || state.fuse?.verdict === 'held') return;
  if (!isHeldByBudget) throw refuse('The deletion of this node is not held: there is nothing to confirm.');
  throw refuse(
    'A disruption budget holds this node, and lets it go on by itself. To go on against the budget: ' +
      `bedplate confirm ${input.ref.name} --budget --why TEXT`,
  );
}

function confirmDeletion(chain: Chain, { by, why }: ConfirmRequest): string {
  const { state, input } = chain;
  record(chain, 'confirm-deletion', 'Confirmed', { by, why });
  state.fuse = { verdict: 'confirmed' };
  show(chain, 'DeletionHeld', 'False', 'DeletionConfirmed', `confirmed by ${by}: ${why}`);
  chain.publish();
  return `The deletion of ${input.ref.namespace}/${input.ref.name} goes on.`;
}

function overruleBudgets(chain: Chain, { by, why }: ConfirmRequest): string {
  const { state, input } = chain;
  const who = `${input.ref.namespace}/${input.ref.name}`;
  record(chain, 'overrule-budget', 'Overruled', { by, why });
  log.warn(`The disruption budgets of ComputeNode ${who} are overruled`, { by, why, held: state.disrupting?.held });
  if (state.disrupting) state.disrupting.overruledBy = `${by}: ${why}`;
  state.nudges += 1;
  return `${who} goes on against its disruption budget.`;
}

function record({ state }: Chain, operation: string, result: string, { by, why }: { by: string; why: string }): void {
  const at = nowText();
  states.remember(state, { operation, result, startedAt: at, finishedAt: at, by, message: why });
}

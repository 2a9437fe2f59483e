import { CancellationScope, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { OperationState } from '../../api/kinds/node-operation.ts';
import { nodeOperationWorkflowId, nodeProgressSignal, type OperateRequest } from '../contract.ts';
import { type Chain, nowText, show } from './chain.ts';
import { activePauses, type AskedOperation, forgetOperation, remember } from './state.ts';

/** Tells an operation's chain how it stands here. One whose chain is gone is told in vain. */
export function report(
  chain: Chain,
  { request, startedAt }: AskedOperation,
  state: OperationState,
  message: string,
  finishedAt?: string,
): void {
  const { operation } = request;
  const progress = { node: chain.input.ref.uid, state, message, startedAt, finishedAt };
  chain.telling += 1;
  CancellationScope.nonCancellable(() =>
    getExternalWorkflowHandle(nodeOperationWorkflowId(operation)).signal(nodeProgressSignal, progress),
  )
    .catch((error: unknown) => log.warn('An operation could not be told', { ...operation, error: String(error) }))
    .finally(() => (chain.telling -= 1));
}

/** Why it does not begin at once, if so. */
export function tellTurn(chain: Chain, request: OperateRequest): void {
  const { state } = chain;
  const asked = state.operations?.find((known) => known.request === request);
  const why = asked && whyItWaits(chain, asked);
  if (asked && why) report(chain, asked, 'Pending', why);
}

function whyItWaits({ state }: Chain, asked: AskedOperation): string | undefined {
  const before = state.operations?.[0];
  const pauses = activePauses(state, Date.now());
  if (!state.provisioned) return 'the node is being provisioned';
  if (before && before !== asked) return `${before.request.type} ${before.request.operation.name} goes first`;
  if (pauses.length > 0) return `the node is paused by ${pauses.map(({ by, why }) => `${by}: ${why}`).join('; ')}`;
  return undefined;
}

/** What was called off before its turn came is never begun. */
export function dropCanceled(chain: Chain): void {
  for (const asked of (chain.state.operations ?? []).slice(1)) {
    if (asked.cancel) end(chain, asked, 'Canceled', `not begun: ${asked.cancel.by}: ${asked.cancel.why}`);
  }
}

/** The node goes: nothing else is done to it. */
export function cancelAll(chain: Chain): void {
  for (const asked of chain.state.operations ?? []) {
    const how = asked.startedAt ? 'broken off' : 'not begun';
    end(chain, asked, 'Canceled', `${how}: the node is being deleted`);
  }
}

/** It is over here: out of the queue, into the node's history, and its chain knows. */
export function end(
  chain: Chain,
  asked: AskedOperation,
  outcome: Extract<OperationState, 'Done' | 'Failed' | 'Canceled'>,
  message: string,
): void {
  const { type, by, why } = asked.request;
  const finishedAt = nowText();
  forgetOperation(chain.state, asked);
  if (asked.startedAt) {
    remember(chain.state, {
      operation: type,
      result: outcome,
      startedAt: asked.startedAt,
      finishedAt,
      by,
      message: `${why}${outcome === 'Done' ? '' : `; ${message}`}`.slice(0, 1024),
    });
  }
  report(chain, asked, outcome, message, finishedAt);
}

/** What an operation leaves of the node's readiness, when it did not change it. */
export function restoreReady(chain: Chain, { readyBefore }: AskedOperation): void {
  if (readyBefore) chain.state.conditions.Ready = readyBefore;
  show(chain, 'Reconciling', 'False', 'Settled', 'nothing left to do');
  show(chain, 'Stalled', 'False', 'Settled', 'nothing left to do');
}

import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { type Call, createCall } from '../call.ts';
import { type SaltTransactionInput, type TransactionReport, transactionReportSignal } from '../contract.ts';
import { PACE_MS } from '../pace.ts';
import { createChangePublisher } from '../status-publisher.ts';
import { initialState, type TransactionState } from './state.ts';
import { renderDetails, renderReport, renderStatus } from './status.ts';

export interface Chain {
  readonly input: SaltTransactionInput<TransactionState>;
  readonly state: TransactionState;
  readonly call: Call;
  /** Something was heard since the last decision. */
  due: boolean;
  /** What goes on beside the decisions: no run may end meanwhile. */
  busy: number;
  /** Milliseconds since the epoch: when its deployment was told how it stands. */
  reportedAt: number;
  /** Shows the state of now, unless it is shown already. */
  publish(): void;
  settled(): boolean;
}

export function openChain(input: SaltTransactionInput<TransactionState>): Chain {
  const state = input.carried ?? initialState();
  const status = createChangePublisher(input.clusterId, {
    activity: 'status.applyTransaction',
    ref: input.ref,
    state,
    status: () => renderStatus(state, input, Date.now()),
    facts: () => renderStatus(state, input, 0),
    phase: () => renderReport(state, input.ref.uid, Date.now()).phase,
    details: () => renderDetails(state, Date.now()),
    paceMs: PACE_MS,
  });
  return { input, state, call: createCall(input.cell), due: true, busy: 0, reportedAt: 0, ...status };
}

/**
 * Tells the deployment how it stands, unless it knows; what only counts on, not too often. Gives when to do so, if that is
 * later. One that is gone needs no news.
 */
export async function report(chain: Chain): Promise<number | null> {
  const { state, input } = chain;
  if (!state.deployment) return null;
  const told = renderReport(state, input.ref.uid, Date.now());
  if (JSON.stringify(told) === JSON.stringify(state.reported)) return null;
  const next = chain.reportedAt + PACE_MS;
  if (Date.now() < next && onlyCountsOn(told, state.reported)) return next;
  state.reported = told;
  chain.reportedAt = Date.now();
  try {
    await getExternalWorkflowHandle(state.deployment.workflow).signal(transactionReportSignal, told);
  } catch (error) {
    log.warn('The deployment could not be told', { error: String(error) });
  }
  return null;
}

function onlyCountsOn(
  { progress, message, ...facts }: TransactionReport,
  before: TransactionReport | undefined,
): boolean {
  return (
    JSON.stringify({ ...before, progress, message }) === JSON.stringify({ ...before, ...facts, progress, message })
  );
}

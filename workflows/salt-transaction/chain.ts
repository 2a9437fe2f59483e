import { getExternalWorkflowHandle, log, setCurrentDetails } from '@temporalio/workflow';
import { type Call, createCall } from '../call.ts';
import { type SaltTransactionInput, transactionReportSignal } from '../contract.ts';
import { indexPhase } from '../search-attributes.ts';
import { createStatusPublisher } from '../status-publisher.ts';
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
  /** Shows the state of now, unless it is shown already. */
  publish(): void;
  settled(): boolean;
}

export function openChain(input: SaltTransactionInput<TransactionState>): Chain {
  const state = input.carried ?? initialState();
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applyTransaction',
    nextEdge() {
      state.revision += 1;
      return { ref: input.ref, revision: state.revision, status: renderStatus(state, input, Date.now()) };
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  let shown: string | undefined;
  return {
    input,
    state,
    call: createCall(input.cell),
    due: true,
    busy: 0,
    publish() {
      const text = JSON.stringify({ ...renderStatus(state, input, 0), revision: 0 });
      if (text === shown && !state.republish) return;
      shown = text;
      state.republish = false;
      indexPhase(renderReport(state, input.ref.uid, Date.now()).phase);
      setCurrentDetails(renderDetails(state, Date.now()));
      status.publish();
    },
    settled: status.settled,
  };
}

/** Tells the deployment how it stands, unless it knows. One that is gone needs no news. */
export async function report({ state, input }: Chain): Promise<void> {
  if (!state.deployment) return;
  const told = renderReport(state, input.ref.uid, Date.now());
  if (JSON.stringify(told) === JSON.stringify(state.reported)) return;
  state.reported = told;
  try {
    await getExternalWorkflowHandle(state.deployment.workflow).signal(transactionReportSignal, told);
  } catch (error) {
    log.warn('The deployment could not be told', { error: String(error) });
  }
}

import { setCurrentDetails } from '@temporalio/workflow';
import { type Call, createCall } from '../call.ts';
import type { SaltDeploymentInput } from '../contract.ts';
import { indexPhase } from '../search-attributes.ts';
import { createStatusPublisher } from '../status-publisher.ts';
import { type DeploymentState, initialState } from './state.ts';
import { phaseOf, renderDetails, renderStatus } from './status.ts';

export interface Chain {
  readonly input: SaltDeploymentInput<DeploymentState>;
  readonly state: DeploymentState;
  readonly call: Call;
  /** What goes on beside the decisions: no run may end meanwhile. */
  busy: number;
  /** Shows the state of now, unless it is shown already. */
  publish(): void;
  settled(): boolean;
}

export function openChain(input: SaltDeploymentInput<DeploymentState>): Chain {
  const state = input.carried ?? initialState();
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applyDeployment',
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
    busy: 0,
    publish() {
      const text = factsOf(state, input);
      if (text === shown && !state.republish) return;
      shown = text;
      state.republish = false;
      indexPhase(phaseOf(state, Date.now()));
      setCurrentDetails(renderDetails(state, Date.now()));
      status.publish();
    },
    settled: status.settled,
  };
}

/** What a status says, but for its number and the time. */
function factsOf(state: DeploymentState, input: SaltDeploymentInput<DeploymentState>): string {
  const { conditions = [], ...status } = renderStatus(state, input, Date.now());
  const lasting = conditions.map((condition) => ({ ...condition, lastTransitionTime: '' }));
  return JSON.stringify({ ...status, conditions: lasting, revision: 0 });
}

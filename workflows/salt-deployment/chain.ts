import { type Call, createCall } from '../call.ts';
import type { SaltDeploymentInput } from '../contract.ts';
import { PACE_MS } from '../pace.ts';
import { createMinionsShow, type MinionsShow } from '../show-minions.ts';
import { createChangePublisher } from '../status-publisher.ts';
import { type DeploymentState, initialState } from './state.ts';
import { phaseOf, renderDetails, renderStatus } from './status.ts';

export interface Chain {
  readonly input: SaltDeploymentInput<DeploymentState>;
  readonly state: DeploymentState;
  readonly call: Call;
  /** What goes on beside the decisions: no run may end meanwhile. */
  busy: number;
  readonly minions: MinionsShow;
  /** Shows the state of now, unless it is shown already. */
  publish(): void;
  settled(): boolean;
}

export function openChain(input: SaltDeploymentInput<DeploymentState>): Chain {
  const state = input.carried ?? initialState();
  const status = createChangePublisher(input.clusterId, {
    activity: 'status.applyDeployment',
    ref: input.ref,
    state,
    status: () => renderStatus(state, input, Date.now()),
    facts: () => factsOf(state, input),
    phase: () => phaseOf(state, Date.now()),
    details: () => renderDetails(state, Date.now()),
    paceMs: PACE_MS,
  });
  const minions = createMinionsShow(input.clusterId, state.unshown);
  return { input, state, call: createCall(input.cell), busy: 0, minions, ...status };
}

function factsOf(state: DeploymentState, input: SaltDeploymentInput<DeploymentState>): object {
  const { conditions = [], ...status } = renderStatus(state, input, Date.now());
  const lasting = conditions.map((condition) => ({ ...condition, lastTransitionTime: '' }));
  return { ...status, conditions: lasting };
}

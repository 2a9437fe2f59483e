import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { acknowledgeRestoreUpdate, type ClusterInput, clusterMarkQuery, sightingUpdate } from '../contract.ts';
import * as states from './state.ts';

const LONG_HISTORY = 1_000;

/**
 * Remembers of one cluster how far its etcd had come. It decides nothing: whoever finds etcd below the mark holds what it
 * does, and says so here for all others, until a person acknowledges the restore.
 */
export async function cluster(input: ClusterInput<states.ClusterState>): Promise<void> {
  const state = input.carried ?? states.initialState();
  const now = () => new Date().toISOString();

  setHandler(clusterMarkQuery, () => state.mark);
  setHandler(sightingUpdate, (sighting) => {
    states.takeSighting(state, sighting, now());
    setCurrentDetails(states.renderDetails(state));
    return state.mark;
  });
  setHandler(
    acknowledgeRestoreUpdate,
    (request) => {
      const answer = states.acknowledge(state, request, now());
      setCurrentDetails(states.renderDetails(state));
      return answer;
    },
    {
      validator: (request) => {
        const refusal = states.whyNotAcknowledged(state, request);
        if (refusal) throw ApplicationFailure.nonRetryable(refusal, 'InvalidInput');
      },
    },
  );
  setCurrentDetails(states.renderDetails(state));

  await condition(() => workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > LONG_HISTORY);
  await condition(allHandlersFinished);
  await continueAsNew<typeof cluster>({ ...input, carried: state });
}

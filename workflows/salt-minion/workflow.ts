import { continueAsNew, setHandler } from '@temporalio/workflow';
import type { MinionLook } from '../../activities/salt-minion/activities.ts';
import type { MinionMemory, MinionReport } from '../../activities/salt-minion/judge.ts';
import { type SaltMinionInput, saltMinionDesireSignal } from '../contract.ts';
import { createStatusPublisher } from '../status-publisher.ts';
import { initialState, takeDesire } from '../tended/state.ts';
import { tend } from '../tended/tend.ts';
import { type MinionState, renderDetails, renderStatus } from './status.ts';

/**
 * The chain of one SaltMinion: has the key accepted that its install made, and no other one, gives it its roles, and takes
 * the key off the master before the node goes.
 */
export async function saltMinion(input: SaltMinionInput<MinionState>): Promise<void> {
  const state = input.carried ?? initialState<MinionReport, MinionMemory>({});
  const { ref } = input;
  setHandler(saltMinionDesireSignal, () => takeDesire(state));
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applySaltMinion',
    nextEdge() {
      state.revision += 1;
      return { ref, revision: state.revision, status: renderStatus(state, input, Date.now()) };
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  const end = await tend<MinionReport, MinionMemory>({
    cell: input.cell,
    state,
    status,
    look: (call): Promise<MinionLook> =>
      call(
        'minion.tend',
        { ref, memory: state.memory },
        `look at the key and the roles of ${ref.namespace}/${ref.name}`,
      ),
    facts: () => ({ ...renderStatus(state, input, 0), revision: 0 }),
    details: () => renderDetails(state),
  });
  if (end === 'roll over') await continueAsNew<typeof saltMinion>({ ...input, carried: state });
}

import { continueAsNew, setHandler } from '@temporalio/workflow';
import type { MasterLook } from '../../activities/salt-master/activities.ts';
import type { MasterMemory, MasterReport } from '../../activities/salt-master/judge.ts';
import { type SaltMasterInput, saltMasterDesireSignal } from '../contract.ts';
import { createStatusPublisher } from '../status-publisher.ts';
import { initialState, takeDesire } from '../tended/state.ts';
import { tend } from '../tended/tend.ts';
import { type MasterState, renderDetails, renderStatus } from './status.ts';

/** The chain of one SaltMaster: sees to it that the commit which it names is served, and shows that it is, or why not. */
export async function saltMaster(input: SaltMasterInput<MasterState>): Promise<void> {
  const state = input.carried ?? initialState<MasterReport, MasterMemory>({});
  const { ref } = input;
  setHandler(saltMasterDesireSignal, () => takeDesire(state));
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applySaltMaster',
    nextEdge() {
      state.revision += 1;
      return { ref, revision: state.revision, status: renderStatus(state, input, Date.now()) };
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  const end = await tend<MasterReport, MasterMemory>({
    cell: input.cell,
    state,
    status,
    look: (call): Promise<MasterLook> =>
      call(
        'master.tend',
        { ref, memory: state.memory },
        `look at SaltMaster ${ref.namespace}/${ref.name}, serve its commit`,
      ),
    facts: () => ({ ...renderStatus(state, input, 0), revision: 0 }),
    details: () => renderDetails(state),
  });
  if (end === 'roll over') await continueAsNew<typeof saltMaster>({ ...input, carried: state });
}

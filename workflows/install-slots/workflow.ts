import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { type InstallSlotsInput, installSlotsUpdate, wakeSignal } from '../contract.ts';
import { answer, type Called, nextFree, noSlots, settle, type Settled, type Slots } from './slots.ts';

const LONG_HISTORY = 2_000;

/** Who may install at once through one provider. It is asked before a machine is booted to install. */
export async function installSlots(input: InstallSlotsInput<Slots>): Promise<void> {
  let slots = input.carried ?? noSlots();
  let calling = 0;

  function take(settled: Settled): void {
    slots = settled.slots;
    for (const one of settled.called) void call(one);
  }

  async function call({ installId, workflowId }: Called): Promise<void> {
    calling += 1;
    try {
      const why = `an install slot of provider ${input.provider} is free`;
      await getExternalWorkflowHandle(workflowId).signal(wakeSignal, { why });
    } catch {
      // Its chain is no more: the next one's turn.
      take(answer(slots, { kind: 'give-back', installId }, Date.now()));
    } finally {
      calling -= 1;
    }
  }

  setHandler(installSlotsUpdate, (requests) =>
    requests.map((request) => {
      const settled = answer(slots, request, Date.now());
      take(settled);
      return settled.answer;
    }),
  );
  const isLong = () => workflowInfo().historyLength > LONG_HISTORY || workflowInfo().continueAsNewSuggested;
  while (!isLong()) {
    const free = nextFree(slots);
    const changed = () => isLong() || nextFree(slots) !== free;
    if (free === undefined) await condition(changed);
    else if (!(await condition(changed, Math.max(1, free - Date.now()), { summary: 'a slot runs out' }))) {
      take(settle(slots, Date.now()));
    }
  }
  await condition(() => calling === 0 && allHandlersFinished());
  await continueAsNew<typeof installSlots>({ ...input, carried: slots });
}

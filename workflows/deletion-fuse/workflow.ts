import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { admitDeletionsUpdate, type DeletionFuseInput } from '../contract.ts';
import { admit, type Emptied } from './admit.ts';

const LONG_HISTORY = 2_000;

/** The cell's memory of what was given up lately. It is asked before a machine that was ever booted is taken down. */
export async function deletionFuse(input: DeletionFuseInput<Emptied[]>): Promise<void> {
  let emptied = input.carried ?? [];
  setHandler(admitDeletionsUpdate, (requests) =>
    requests.map((request) => {
      const decision = admit(emptied, request, Date.now());
      emptied = decision.emptied;
      return decision.verdict;
    }),
  );
  await condition(() => workflowInfo().historyLength > LONG_HISTORY || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof deletionFuse>({ ...input, carried: emptied });
}

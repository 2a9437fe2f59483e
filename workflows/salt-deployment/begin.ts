import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import {
  SALT_TRANSACTION_WORKFLOW,
  type SaltTransactionInput,
  type SaltTransactionRef,
  saltTransactionWorkflowId,
} from '../contract.ts';
import { keyword } from '../search-attributes.ts';
import type { Chain } from './chain.ts';
import { passOn } from './pass-on.ts';
import type { Wish } from './state.ts';

/**
 * Makes the transaction's object and begins its chain, which outlives this run: a deployment that rolls over closes its
 * run, and Temporal would end its children with it. So the child is abandoned, and each tells the other by signals.
 */
export async function beginTransaction(chain: Chain, wish: Wish): Promise<void> {
  const { state, call, input } = chain;
  const generation = state.seen?.generation ?? 0;
  const name = nameOf(chain, generation);
  const { firstExecutionRunId: begunBy } = workflowInfo();
  const order = { deployment: input.ref, name, generation, begunBy, wish };
  const made = await call('rollout.createTransaction', order, `make SaltTransaction ${name}`);
  if (made.outcome === 'changed') {
    state.wantsLook = true;
    return;
  }
  state.made = { generation, count: countOf(chain, generation) };
  if (made.outcome === 'taken') return beginTransaction(chain, wish);
  await startTransaction(chain, made.ref);
  const startedAt = new Date().toISOString();
  const { commit, fromCommit, by, why } = wish;
  state.joined = undefined;
  state.current = { ...wish, ref: made.ref, generation, startedAt };
  const entry = { transaction: name, fromCommit, toCommit: commit, phase: 'Planned' as const, startedAt, by, why };
  state.history = [...state.history, entry].slice(-MOST_SHOWN);
  state.rollback = undefined;
  await passOn(chain, true);
}

const MOST_SHOWN = 100;

function countOf({ state }: Chain, generation: number): number {
  return state.made.generation === generation ? state.made.count + 1 : 1;
}

function nameOf(chain: Chain, generation: number): string {
  const count = countOf(chain, generation);
  const first = `${chain.input.ref.name}-${generation}`;
  return count === 1 ? first : `${first}-${count}`;
}

/** The bridge begins it, too, once it sees the object: whoever comes first. */
async function startTransaction({ input }: Chain, ref: SaltTransactionRef): Promise<void> {
  const { cell, clusterId, temporalNamespace, webUi, historyLength } = input;
  const argument: SaltTransactionInput = { ref, cell, clusterId, temporalNamespace, webUi, historyLength };
  try {
    await startChild(SALT_TRANSACTION_WORKFLOW, {
      workflowId: saltTransactionWorkflowId(ref),
      args: [argument],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: [
        { key: keyword('BedplateKind'), value: 'SaltTransaction' },
        { key: keyword('BedplateNamespace'), value: ref.namespace },
        { key: keyword('BedplateName'), value: ref.name },
      ],
      memo: { clusterId },
      staticSummary: `SaltTransaction ${ref.namespace}/${ref.name}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

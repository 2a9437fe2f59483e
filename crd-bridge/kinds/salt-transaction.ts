import { SALT_TRANSACTION_FINALIZER } from '../../api/groups.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import {
  SALT_TRANSACTION_WORKFLOW,
  type SaltTransactionDesire,
  saltTransactionDesireSignal,
  type SaltTransactionInput,
  type SaltTransactionRef,
  saltTransactionWorkflowId,
} from '../../workflows/contract.ts';
import { bridgedKind } from './bridged-kind.ts';

/** Its deployment's chain begins it, too: whoever comes first. */
export const saltTransactions = bridgedKind({
  kind: saltTransaction,
  chain: {
    workflow: SALT_TRANSACTION_WORKFLOW,
    workflowId: (transaction) => saltTransactionWorkflowId(transactionRef(transaction)),
    input: (transaction, around): SaltTransactionInput => ({ ref: transactionRef(transaction), ...around }),
    signal: saltTransactionDesireSignal.name,
    endsForGood: true,
    finalizer: { name: SALT_TRANSACTION_FINALIZER, why: 'what it began comes to a safe point before it goes' },
    isReflected,
    wish: desireOf,
    summary: ({ metadata, spec }) =>
      `SaltTransaction ${metadata.namespace}/${metadata.name}: ${spec.toCommit.slice(0, 12)} in ${spec.buckets.length} buckets`,
  },
});

function isReflected({ metadata, status }: SaltTransaction): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  return status?.revision !== undefined && status.observedGeneration === metadata.generation;
}

function desireOf({ metadata }: SaltTransaction, missing: boolean): Omit<SaltTransactionDesire, 'by'> {
  const { generation = 0, deletionTimestamp } = metadata;
  const why = missing ? 'it has no open workflow' : 'its status shows nothing yet';
  return deletionTimestamp === undefined
    ? { generation, delete: false, why }
    : { generation, delete: true, why: `its deletion was asked for at ${deletionTimestamp}` };
}

function transactionRef({ metadata }: SaltTransaction): SaltTransactionRef {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' };
}

import { SALT_TRANSACTION_FINALIZER } from '../../api/groups.ts';
import { saltTransaction } from '../../api/kinds/salt-transaction.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  SALT_TRANSACTION_WORKFLOW,
  type SaltTransactionDesire,
  saltTransactionDesireSignal,
  type SaltTransactionInput,
  saltTransactionWorkflowId,
} from '../../workflows/contract.ts';
import { bridgedKind } from './bridged-kind.ts';
import { showsGeneration, wishOf } from './reflected.ts';

/** Its deployment's chain begins it, too: whoever comes first. */
export const saltTransactions = bridgedKind({
  kind: saltTransaction,
  chain: {
    workflow: SALT_TRANSACTION_WORKFLOW,
    workflowId: (transaction) => saltTransactionWorkflowId(refOf(transaction)),
    input: (transaction, around): SaltTransactionInput => ({ ref: refOf(transaction), ...around }),
    signal: saltTransactionDesireSignal.name,
    endsForGood: true,
    finalizer: { name: SALT_TRANSACTION_FINALIZER, why: 'what it began comes to a safe point before it goes' },
    isReflected: showsGeneration,
    wish: (transaction, missing): Omit<SaltTransactionDesire, 'by'> => wishOf(transaction, missing),
    summary: ({ metadata, spec }) =>
      `SaltTransaction ${metadata.namespace}/${metadata.name}: ${spec.toCommit.slice(0, 12)} in ${spec.buckets.length} buckets`,
  },
});

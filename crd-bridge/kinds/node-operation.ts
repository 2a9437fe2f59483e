import { NODE_OPERATION_FINALIZER } from '../../api/groups.ts';
import { nodeOperation } from '../../api/kinds/node-operation.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  NODE_OPERATION_WORKFLOW,
  type NodeOperationInput,
  nodeOperationWorkflowId,
  type OperationDesire,
  operationDesireSignal,
} from '../../workflows/contract.ts';
import { bridgedKind } from './bridged-kind.ts';
import { showsGeneration, wishOf } from './reflected.ts';

export const nodeOperations = bridgedKind({
  kind: nodeOperation,
  chain: {
    workflow: NODE_OPERATION_WORKFLOW,
    workflowId: (operation) => nodeOperationWorkflowId(refOf(operation)),
    input: (operation, around): NodeOperationInput => ({ ref: refOf(operation), ...around }),
    signal: operationDesireSignal.name,
    endsForGood: true,
    finalizer: { name: NODE_OPERATION_FINALIZER, why: 'what it began is brought to a safe point before it goes' },
    isReflected: showsGeneration,
    wish: (operation, missing): Omit<OperationDesire, 'by'> => wishOf(operation, missing),
    summary: ({ metadata, spec }) =>
      `NodeOperation ${metadata.namespace}/${metadata.name}: ${spec.type} of ${spec.nodes.length} nodes: ${spec.reason}`,
  },
});

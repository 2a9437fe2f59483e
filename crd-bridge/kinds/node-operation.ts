import { NODE_OPERATION_FINALIZER } from '../../api/groups.ts';
import { nodeOperation, type NodeOperation } from '../../api/kinds/node-operation.ts';
import {
  NODE_OPERATION_WORKFLOW,
  type NodeOperationInput,
  nodeOperationWorkflowId,
  type OperationDesire,
  operationDesireSignal,
  type OperationRef,
} from '../../workflows/contract.ts';
import { bridgedKind } from './bridged-kind.ts';

export const nodeOperations = bridgedKind({
  kind: nodeOperation,
  chain: {
    workflow: NODE_OPERATION_WORKFLOW,
    workflowId: (operation) => nodeOperationWorkflowId(operationRef(operation)),
    input: (operation, around): NodeOperationInput => ({ ref: operationRef(operation), ...around }),
    signal: operationDesireSignal.name,
    endsForGood: true,
    finalizer: { name: NODE_OPERATION_FINALIZER, why: 'what it began is brought to a safe point before it goes' },
    isReflected,
    wish: desireOf,
    summary: ({ metadata, spec }) =>
      `NodeOperation ${metadata.namespace}/${metadata.name}: ${spec.type} of ${spec.nodes.length} nodes: ${spec.reason}`,
  },
});

function isReflected({ metadata, status }: NodeOperation): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  return status.revision !== undefined && status.observedGeneration === metadata.generation;
}

function desireOf({ metadata }: NodeOperation, missing: boolean): Omit<OperationDesire, 'by'> {
  const { generation = 0, deletionTimestamp } = metadata;
  const why = missing ? 'it has no open workflow' : 'its status shows nothing yet';
  return deletionTimestamp === undefined
    ? { generation, delete: false, why }
    : { generation, delete: true, why: `its deletion was asked for at ${deletionTimestamp}` };
}

function operationRef({ metadata }: NodeOperation): OperationRef {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' };
}

import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowNotFoundError,
  type SearchAttributePair,
} from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import {
  COMPUTE_NODE_WORKFLOW,
  COMPUTE_PROVIDER_WORKFLOW,
  computeNodeWorkflowId,
  computeProviderWorkflowId,
  desireSignal,
  lookSignal,
  taskQueues,
  wakeSignal,
  type ComputeNodeInput,
  type Desire,
  type NodeRef,
  type ComputeProviderInput,
  providerDesireSignal,
  type ProviderDesire,
  type ProviderRef,
} from '../../workflows/contract.ts';

/** The workflows of ComputeNodes, as far as the bridge talks to them. Every method throws when Temporal does not answer. */
export interface NodeWorkflows {
  /**
   * Starts the node's workflow unless it is open, and tells it: one call, safe to repeat. 'let-go' when it has run to its
   * end: such a node was given back for good, and is not begun again.
   */
  desire(node: ComputeNode, desire: Desire): Promise<'told' | 'let-go'>;
  /** Says what is wanted of a provider, in the same way. */
  desireProvider(provider: ComputeProvider, desire: ProviderDesire): Promise<void>;
  /** 'absent' when there is no open workflow. */
  wake(node: ComputeNode, why: string): Promise<'woken' | 'absent'>;
  /** Has a workflow look at its object itself. */
  look(ref: NodeRef, why: string): Promise<void>;
  /** Ids of this cluster's open ones, page by page. Seconds behind: a new workflow may be missing. */
  openIds(): Promise<Set<string>>;
}

export interface NodeWorkflowsOptions {
  client: Client;
  cell: string;
  clusterId: string;
  webUi?: string;
}

/** A frozen server keeps a call open for ever unless it is told when to end. */
const CALL_MS = 10_000;
const LIST_MS = 120_000;
const OPEN_CHAINS = 'BedplateKind IN ("ComputeNode", "ComputeProvider") AND ExecutionStatus="Running"';

export function createNodeWorkflows({ client, cell, clusterId, webUi }: NodeWorkflowsOptions): NodeWorkflows {
  return {
    async desire(node, desire) {
      const ref = nodeRef(node);
      const input: ComputeNodeInput = { ref, cell, clusterId, webUi };
      try {
        await client.withDeadline(Date.now() + CALL_MS, () =>
          client.workflow.signalWithStart(COMPUTE_NODE_WORKFLOW, {
            workflowId: computeNodeWorkflowId(ref),
            taskQueue: taskQueues.workflows(cell),
            args: [input],
            signal: desireSignal,
            signalArgs: [desire],
            workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
            workflowIdConflictPolicy: 'USE_EXISTING',
            typedSearchAttributes: searchAttributes(ref),
            memo: { clusterId },
            staticSummary: summary(node),
            staticDetails: details(node),
          }),
        );
        return 'told';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'let-go';
        throw error;
      }
    },
    async look(ref, why) {
      const handle = client.workflow.getHandle(computeNodeWorkflowId(ref));
      try {
        await client.withDeadline(Date.now() + CALL_MS, () => handle.signal(lookSignal, { why }));
      } catch (error) {
        // It has ended meanwhile, with its object.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
    async desireProvider(provider, desire) {
      const ref = providerRef(provider);
      const input: ComputeProviderInput = { ref, cell, clusterId };
      await client.withDeadline(Date.now() + CALL_MS, () =>
        client.workflow.signalWithStart(COMPUTE_PROVIDER_WORKFLOW, {
          workflowId: computeProviderWorkflowId(ref),
          taskQueue: taskQueues.workflows(cell),
          args: [input],
          signal: providerDesireSignal,
          signalArgs: [desire],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          typedSearchAttributes: [
            { key: KIND, value: 'ComputeProvider' },
            { key: NAME, value: ref.name },
          ],
          staticSummary: `ComputeProvider ${ref.name}: its systems, and whether they answer`,
        }),
      );
    },
    async wake(node, why) {
      try {
        const handle = client.workflow.getHandle(computeNodeWorkflowId(nodeRef(node)));
        await client.withDeadline(Date.now() + CALL_MS, () => handle.signal(wakeSignal, { why }));
        return 'woken';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'absent';
        throw error;
      }
    },
    openIds() {
      return client.withDeadline(Date.now() + LIST_MS, async () => {
        const ids = new Set<string>();
        for await (const { workflowId, memo } of client.workflow.list({ query: OPEN_CHAINS, pageSize: 1000 })) {
          // Cells may share a Temporal namespace.
          if ((memo?.['clusterId'] ?? clusterId) === clusterId) ids.add(workflowId);
        }
        return ids;
      });
    },
  };
}

export function nodeRef({ metadata }: ComputeNode): NodeRef {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' };
}

export function providerRef({ metadata }: ComputeProvider): ProviderRef {
  return { name: metadata.name, uid: metadata.uid ?? '' };
}

const KIND = defineSearchAttributeKey('BedplateKind', SearchAttributeType.KEYWORD);
const NAMESPACE = defineSearchAttributeKey('BedplateNamespace', SearchAttributeType.KEYWORD);
const NAME = defineSearchAttributeKey('BedplateName', SearchAttributeType.KEYWORD);

function searchAttributes({ namespace, name }: NodeRef): SearchAttributePair[] {
  return [
    { key: KIND, value: 'ComputeNode' },
    { key: NAMESPACE, value: namespace },
    { key: NAME, value: name },
  ];
}

/** The Web UI's list shows 200 bytes. */
function summary({ metadata, spec }: ComputeNode): string {
  return `ComputeNode ${metadata.namespace}/${metadata.name}: ${spec.flavor} on ${spec.provider}`.slice(0, 200);
}

function details({ metadata, spec }: ComputeNode): string {
  return [
    `**ComputeNode ${metadata.namespace}/${metadata.name}**`,
    '',
    `- flavor: ${spec.flavor}`,
    `- OS image: ${spec.osImage.name}`,
    `- provider: ${spec.provider}`,
    `- when deleted: ${spec.deletionPolicy}`,
    `- created: ${metadata.creationTimestamp}`,
    `- uid: ${metadata.uid}`,
    '',
    `\`kubectl describe computenode -n ${metadata.namespace} ${metadata.name}\` shows its conditions and events.`,
  ].join('\n');
}

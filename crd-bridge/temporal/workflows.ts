import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowNotFoundError,
  type SearchAttributePair,
} from '@temporalio/common';
import { POOL_LABEL } from '../../api/groups.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import { computeNodeWorkflowId, lookSignal, type NodeRef, taskQueues, wakeSignal } from '../../workflows/contract.ts';
import type { BridgedKind, Surroundings, Wish } from '../kinds/bridged-kind.ts';
import { refOf } from '../../api/ref-of.ts';
import { bridgedKinds } from '../kinds/index.ts';

/** The workflow chains, as far as the bridge talks to them. Every method throws when Temporal does not answer. */
export interface Workflows {
  /**
   * Starts the object's workflow unless it is open, and tells it: one call, safe to repeat. 'let-go' when it has run to
   * its end and is not begun again: such an object was given back for good.
   */
  desire(bridged: BridgedKind, object: Resource, desire: Wish & { by: string }): Promise<'told' | 'let-go'>;
  /** 'absent' when there is no open workflow. */
  wake(node: ComputeNode, why: string): Promise<'woken' | 'absent'>;
  /** Has a workflow look at its object itself. */
  look(ref: NodeRef, why: string): Promise<void>;
  /** Ids of this cluster's open ones, page by page. Seconds behind: a new workflow may be missing. */
  openIds(): Promise<Set<string>>;
}

export interface WorkflowsOptions extends Surroundings {
  client: Client;
}

/** A frozen server keeps a call open for ever unless it is told when to end. */
const CALL_MS = 10_000;
const LIST_MS = 120_000;
/** The Web UI's list shows so many. */
const SUMMARY_BYTES = 200;

const CHAINED = bridgedKinds.filter(({ chain }) => chain).map(({ kind }) => `"${kind.kind}"`);
const OPEN_CHAINS = `BedplateKind IN (${CHAINED.join(', ')}) AND ExecutionStatus="Running"`;

export function createWorkflows({ client, ...around }: WorkflowsOptions): Workflows {
  const { cell, clusterId } = around;
  const inTime = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_MS, call);
  return {
    async desire({ kind, chain }, object, desire) {
      if (!chain) throw new Error(`${kind.kind} has no workflow: give it a chain in crd-bridge/kinds.`);
      try {
        await inTime(() =>
          client.workflow.signalWithStart(chain.workflow, {
            workflowId: chain.workflowId(object),
            taskQueue: taskQueues.workflows(cell),
            args: [chain.input(object, around)],
            signal: chain.signal,
            signalArgs: [desire],
            workflowIdReusePolicy: chain.endsForGood ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'ALLOW_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
            typedSearchAttributes: searchAttributes(kind.kind, object),
            memo: { clusterId },
            staticSummary: chain.summary(object).slice(0, SUMMARY_BYTES),
            staticDetails: chain.details?.(object),
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
        await inTime(() => handle.signal(lookSignal, { why }));
      } catch (error) {
        // It has ended meanwhile, with its object.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
    async wake(node, why) {
      try {
        const handle = client.workflow.getHandle(computeNodeWorkflowId(refOf(node)));
        await inTime(() => handle.signal(wakeSignal, { why }));
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

const KIND = defineSearchAttributeKey('BedplateKind', SearchAttributeType.KEYWORD);
const NAMESPACE = defineSearchAttributeKey('BedplateNamespace', SearchAttributeType.KEYWORD);
const NAME = defineSearchAttributeKey('BedplateName', SearchAttributeType.KEYWORD);
const POOL = defineSearchAttributeKey('BedplatePool', SearchAttributeType.KEYWORD);

function searchAttributes(kind: string, { metadata: { namespace, name, labels } }: Resource): SearchAttributePair[] {
  const pool = labels?.[POOL_LABEL];
  return [
    { key: KIND, value: kind },
    ...(namespace === undefined ? [] : [{ key: NAMESPACE, value: namespace }]),
    { key: NAME, value: name },
    ...(pool === undefined ? [] : [{ key: POOL, value: pool }]),
  ];
}

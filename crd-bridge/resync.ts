import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_FINALIZER } from '../api/groups.ts';
import type { ComputeNode } from '../api/kinds/compute-node.ts';
import type { ComputeProvider } from '../api/kinds/compute-provider.ts';
import { computeNodeWorkflowId, computeProviderWorkflowId } from '../workflows/contract.ts';
import type { Said } from './act/said.ts';
import { nodeRef, type NodeWorkflows, providerRef } from './temporal/node-workflows.ts';

export interface ResyncOptions {
  seconds: number;
  /** Throws when the apiserver is not the one that we know: nothing is said of its objects then. */
  verifyCluster: () => Promise<void>;
  nodes: () => readonly ComputeNode[];
  providers: () => readonly ComputeProvider[];
  workflows: () => NodeWorkflows | undefined;
  said: Said;
  missingWorkflows: Set<string>;
  /** Puts every object that the bridge decides on into the queues. */
  lookAtAll: () => void;
  lookAt: (object: ComputeNode | ComputeProvider) => void;
  /** Sees to open workflows whose node is not there. */
  lookForLost: (open: ReadonlySet<string>, nodes: readonly ComputeNode[]) => Promise<void>;
  onError: (error: unknown) => void;
}

/** Looks at everything from time to time: what a lost event, a lost signal or a lost workflow left undone. */
export interface Resync {
  /** Looks now rather than at the next turn. */
  now(): void;
  stop(): void;
}

export function startResync(options: ResyncOptions): Resync {
  const stopped = new AbortController();
  let hurry = new AbortController();

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      hurry = new AbortController();
      await resync(options).catch(options.onError);
      // Jitter: two bridges that were started together need not look together.
      const ms = options.seconds * 1000 * (0.9 + Math.random() / 5);
      await sleep(ms, undefined, { signal: AbortSignal.any([stopped.signal, hurry.signal]) }).catch(() => undefined);
    }
  }

  void run();
  return { now: () => hurry.abort(), stop: () => stopped.abort() };
}

/** One look. One paged list of open workflows, whatever the number of nodes. */
export async function resync(options: ResyncOptions): Promise<void> {
  const { verifyCluster, nodes, providers, workflows, said, missingWorkflows, lookAtAll, lookAt, lookForLost } =
    options;
  await verifyCluster();
  said.clear();
  lookAtAll();
  const temporal = workflows();
  if (!temporal) return;
  const before = [
    ...nodes()
      .filter(holdsFinalizer)
      .map((object) => ({ object, workflow: computeNodeWorkflowId(nodeRef(object)) })),
    ...providers().map((object) => ({ object, workflow: computeProviderWorkflowId(providerRef(object)) })),
  ];
  const open = await temporal.openIds();
  missingWorkflows.clear();
  for (const { object, workflow } of before) {
    const uid = object.metadata.uid ?? '';
    // A workflow that was told something since may be too young for the list.
    if (open.has(workflow) || said.of(uid)) continue;
    missingWorkflows.add(uid);
    lookAt(object);
  }
  await lookForLost(open, nodes());
}

function holdsFinalizer({ metadata }: ComputeNode): boolean {
  return (metadata.finalizers ?? []).includes(NODE_FINALIZER);
}

import { type ComputeNode, computeNode } from '../api/kinds/compute-node.ts';
import { nodePool, type NodePool } from '../api/kinds/node-pool.ts';
import { CommandError, EXIT } from './exit.ts';
import { nearNames } from './near-names.ts';
import type { Session } from './session.ts';

/** The node of that name in the session's namespace. Says which names are near when there is none. */
export async function findNode(session: Session, name: string): Promise<ComputeNode> {
  const { namespace } = session;
  const node = await session.cluster().get(computeNode, { namespace, name });
  if (node) return node;
  const { items } = await session.cluster().list(computeNode);
  const here = items.filter((item) => item.metadata.namespace === namespace).map((item) => item.metadata.name);
  const elsewhere = items.filter((item) => item.metadata.name === name).map((item) => item.metadata.namespace ?? '');
  throw new CommandError(notFound(name, namespace, nearNames(name, here), elsewhere), EXIT.notFound);
}

/** The pool of that name in the session's namespace. */
export async function findPool(session: Session, name: string): Promise<NodePool> {
  const { namespace } = session;
  const pool = await session.cluster().get(nodePool, { namespace, name });
  if (pool) return pool;
  const { items } = await session.cluster().list(nodePool);
  const here = items.filter((item) => item.metadata.namespace === namespace).map((item) => item.metadata.name);
  const elsewhere = items.filter((item) => item.metadata.name === name).map((item) => item.metadata.namespace ?? '');
  const words = notFound(name, namespace, nearNames(name, here), elsewhere, 'NodePool');
  throw new CommandError(words, EXIT.notFound);
}

export function notFound(
  name: string,
  namespace: string,
  near: readonly string[],
  elsewhere: readonly string[],
  kind = 'ComputeNode',
): string {
  const sentence = `There is no ${kind} ${name} in namespace ${namespace}`;
  if (elsewhere.length > 0) return `${sentence}; there is one in ${elsewhere.join(', ')} (-n says which is meant).`;
  if (near.length > 0) return `${sentence}; did you mean ${near.join(' or ')}?`;
  return `${sentence}; bedplate list shows what there is.`;
}

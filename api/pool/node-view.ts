import type { ComputeNode } from '../kinds/compute-node.ts';
import { DELETE_FIRST_ANNOTATION, POOL_LABEL, POOL_REVISION_LABEL, POOL_UID_LABEL } from '../groups.ts';
import type { NodeDeletion, NodeHealth, PoolNode } from './view.ts';

/** What the planner of a pool sees of a node. */
export function poolNodeOf(node: ComputeNode, pool: { name: string }): PoolNode {
  const { name, uid = '', creationTimestamp = '', labels = {}, annotations = {} } = node.metadata;
  return {
    name,
    uid,
    createdAt: Date.parse(creationTimestamp) || 0,
    labels,
    owner: ownerOf(node, pool),
    revision: labels[POOL_REVISION_LABEL] ?? null,
    health: healthOf(node),
    deletion: deletionOf(node),
    deleteFirst: annotations[DELETE_FIRST_ANNOTATION] !== undefined,
  };
}

/**
 * A pool that was made anew under its old name is another pool: what the earlier one had it takes only when somebody removes
 * that one's uid from the node.
 */
function ownerOf({ metadata: { labels = {}, ownerReferences = [] } }: ComputeNode, pool: { name: string }) {
  const uid = labels[POOL_UID_LABEL];
  if (uid !== undefined) return uid;
  const named = labels[POOL_LABEL];
  if (named !== undefined && named !== pool.name) return `NodePool ${named}`;
  const [owner] = ownerReferences;
  return owner ? `${owner.kind} ${owner.name}` : null;
}

/** Ready counts first: a node that serves is not unhealthy because something about it waits. */
function healthOf(node: ComputeNode): NodeHealth {
  if (holds(node, 'Ready')) return { state: 'Ready' };
  const stalled = holds(node, 'Stalled');
  if (stalled) return { state: 'Stalled', why: stalled.message };
  return { state: holds(node, 'Provisioned') ? 'NotReady' : 'Starting' };
}

function deletionOf(node: ComputeNode): NodeDeletion {
  if (node.metadata.deletionTimestamp === undefined) return 'None';
  return holds(node, 'DeletionHeld') ? 'Held' : 'Deleting';
}

function holds({ status }: ComputeNode, condition: 'Ready' | 'Stalled' | 'Provisioned' | 'DeletionHeld') {
  return status.conditions?.find(({ type, status }) => type === condition && status === 'True');
}

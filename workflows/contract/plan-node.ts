import type { ComputeNode } from '../../api/kinds/compute-node.ts';

/** A short workflow on `taskQueues.workflows(cell)` that answers what would happen to a node, and claims nothing. */
export const PLAN_NODE_WORKFLOW = 'planNode';

export interface PlanNodeInput {
  cell: string;
  /** Need not exist in the cluster. */
  node: ComputeNode;
}

export type PlanNodeResult =
  | {
      asset: string;
      /** Why this asset. */
      why: string[];
      /** Why not the others. */
      losers: { reason: string; count: number }[];
      addresses: string[];
      steps: { name: string; what: string }[];
    }
  /** Why no asset can be taken, in words. */
  | { unschedulable: string };

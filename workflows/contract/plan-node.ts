import type { ComputeNode } from '../../api/kinds/compute-node.ts';

/** A short workflow on `taskQueues.workflows(cell)` that answers what would happen to a node, and claims nothing. */
export const PLAN_NODE_WORKFLOW = 'planNode';

export interface PlanNodeInput {
  cell: string;
  /** Need not exist in the cluster. */
  node: ComputeNode;
  /** Nodes that are seen as placed already, though they are not: those that the same person plans before this one. */
  earlier?: PlacedBefore[];
}

export interface PlannedAddress {
  device: string;
  address: string;
  subnet: string;
  vpc: string;
}

export interface PlacedBefore {
  node: ComputeNode;
  asset: string;
  addresses: PlannedAddress[];
}

export type PlanNodeResult =
  | {
      asset: string;
      /** Why this asset. */
      why: string[];
      /** Why not the others. */
      losers: { reason: string; count: number }[];
      addresses: PlannedAddress[];
      /** What its kickstart would do, in words. */
      kickstart: string[];
      steps: { name: string; what: string }[];
    }
  /** Why no asset can be taken, in words. */
  | { unschedulable: string };

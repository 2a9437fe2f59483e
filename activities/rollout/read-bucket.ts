import type { Count, RolloutRules } from '../../api/rollout/rules.ts';
import type { MasterKey } from '../salt/masters.ts';

export interface SliceNode {
  /** Of the ComputeNode, and of its minion. */
  name: string;
  /** What its budgets know it by; empty when there is no such node any more. */
  uid: string;
}

/** What a bucket's chain has to know, once and for all. */
export interface BucketFrame {
  nodes: SliceNode[];
  rules: RolloutRules;
  maxUnavailable: Count;
  master: MasterKey;
  commit: string;
  states: string[];
  /** RFC 3339: when the transaction was made. */
  createdAt: string;
  /** Milliseconds that a state run may take. */
  runMs: number;
  /** Nodes that deployments made masters of: they serve a commit once they have it. */
  masters: string[];
  /** Why nodes are not well, before anything is done to them in this attempt. */
  badBefore: Record<string, string>;
  /** Nodes whose machines were installed anew: the mark of that goes once they have the commit. */
  renewed: string[];
}

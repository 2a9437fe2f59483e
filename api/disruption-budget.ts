/*
 * What the budget of a ComputeNodeDisruptionBudget is asked, and what it answers. Part of recorded histories: fields are
 * added, never changed.
 */

/** What makes a machine unavailable for a while, or for good. */
export const DISRUPTIONS = ['Restart', 'Reboot', 'Reinstall', 'PowerOff', 'Delete', 'Rollout'] as const;
export type Disruption = (typeof DISRUPTIONS)[number];

export interface BudgetRef {
  namespace: string;
  name: string;
  uid: string;
}

/** A machine that somebody wants to make unavailable. */
export interface AskedNode {
  uid: string;
  name: string;
  /** Whether it serves now, where the one who asks knows better than the node's status does. */
  up?: boolean;
}

/** Wants leave for each of the nodes; it may be given for some of them. Asked again for the same node, it is the same leave. */
export interface AskLeave {
  /** Id of the workflow that asks: it is woken when its turn comes, and asked whether it still needs what it has. */
  holder: string;
  operation: Disruption;
  why: string;
  /** Milliseconds since the epoch: since when it asks for these nodes. Who asked first goes first. */
  since: number;
  nodes: AskedNode[];
  /** Who answers for more than the budget allows, and why. */
  overruledBy?: string;
}

/** Needs no leave for these nodes (any more), also when it only waited. */
export interface GiveLeaveBack {
  holder: string;
  nodes: { uid: string; up: boolean }[];
}

/** Why leave is not given now, in numbers. */
export interface Refusal {
  /** Where the node stands: a rack, say. Empty where the budget has one domain only, or the node stands in none. */
  domain: string;
  /** Nodes of the domain, and how many of them may be unavailable. */
  total: number;
  limit: number;
  /** So many are unavailable anyway. */
  down: number;
  /** So many are somebody's leave; the first few of them. */
  held: number;
  holders: { node: string; operation: Disruption }[];
  /** So many wait before it. */
  ahead: number;
  /** It is the holders that it waits for: without them it could go on. */
  passes: boolean;
}

export type LeaveAnswer = { uid: string } & ({ given: true } | { given: false; refusal: Refusal });

/** Percentages are rounded up, as Kubernetes does for both. */
export function limitOf(
  { maxUnavailable, minAvailable }: { maxUnavailable?: number | string; minAvailable?: number | string },
  total: number,
): number {
  if (minAvailable !== undefined) return Math.max(0, total - scaled(minAvailable, total));
  return scaled(maxUnavailable ?? 0, total);
}

function scaled(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}

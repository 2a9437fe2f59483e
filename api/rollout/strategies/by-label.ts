import { byName } from '../natural-order.ts';
import { grouped } from './grouped.ts';
import type { Group, RolloutNode, Split } from './strategy.ts';

/** One bucket for each value of the label, in the order of the values. */
export const byLabel: Split = (nodes, { label = '' }) => groupsBy(nodes, label);

export function groupsBy(nodes: readonly RolloutNode[], label: string): Group[] {
  const groups = grouped(
    nodes.filter(({ labels }) => (labels[label] ?? '') !== ''),
    ({ labels }) => labels[label] ?? '',
  );
  return [...groups].map(([name, members]) => ({ name, nodes: members })).sort(byName);
}

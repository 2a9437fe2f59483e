import { atMost } from '../counts.ts';
import { scatter } from './scatter.ts';
import type { Group, Split } from './strategy.ts';

/** Each bucket is so many times as large as the one before; from all racks alike. */
export const exponential: Split = (nodes, { initial, factor }) => {
  const groups: Group[] = [];
  let left = scatter(nodes);
  for (let size = Math.max(1, atMost(initial, nodes.length)); left.length > 0; size *= factor) {
    groups.push({ name: `wave-${groups.length + 1}`, nodes: left.slice(0, size) });
    left = left.slice(size);
  }
  return groups;
};

import { RACK_LABEL } from '../../groups.ts';
import { byName } from '../natural-order.ts';
import { grouped } from './grouped.ts';
import type { RolloutNode } from './strategy.ts';

/** One of each rack in turn, so that the first nodes of many stand in as many racks as there are. */
export function scatter(nodes: readonly RolloutNode[]): RolloutNode[] {
  const racks = grouped(nodes, ({ labels }) => labels[RACK_LABEL] ?? '');
  const rows = [...racks].map(([name, members]) => ({ name, members: [...members].sort(byName) })).sort(byName);
  const longest = Math.max(0, ...rows.map(({ members }) => members.length));
  const turns = Array.from({ length: longest }, (_, turn) => turn);
  return turns.flatMap((turn) => rows.flatMap(({ members }) => members[turn] ?? []));
}

import { readableCount } from '../../api/address-space.ts';
import type { AddressLine } from '../ipam/address-list.ts';
import type { OverflowOrder, SubnetUse } from '../ipam/subnet-use.ts';
import { renderTable } from './table.ts';

const HEADER = [
  'SUBNET',
  'VPC',
  'CIDR',
  'ALLOCATION',
  'SIZE',
  'RESERVED',
  'USABLE',
  'BOUND',
  'RESTING',
  'FREE',
  'USED',
];

export function renderUse(uses: readonly SubnetUse[], orders: readonly OverflowOrder[]): string {
  if (uses.length === 0) return 'There are no Subnets.';
  const table = renderTable([...HEADER, 'NOTE'], uses.map(useCells));
  if (orders.length === 0) return table;
  return `${table}\n\n${renderTable(['L2DOMAIN', 'FAMILY', 'TAKES FROM', 'NEXT'], orders.map(orderCells))}`;
}

function useCells(use: SubnetUse): string[] {
  const { name, vpc, cidr, allocation, size, reserved, usable, bound, resting, free, percent, notAccepted } = use;
  return [
    ...[name, vpc, cidr, allocation, readableCount(size), readableCount(reserved), readableCount(usable)],
    ...[String(bound), String(resting), readableCount(free), readablePercent(percent, bound + resting)],
    notAccepted === undefined ? '' : `not used: ${notAccepted}`,
  ];
}

/** A /64 is never 0 % used while somebody holds an address of it. */
function readablePercent(percent: number, taken: number): string {
  if (taken > 0 && percent < 0.1) return '<0.1%';
  return `${percent.toFixed(percent % 1 === 0 ? 0 : 1)}%`;
}

function orderCells({ l2Domain, family, subnets, next }: OverflowOrder): string[] {
  return [l2Domain, `IPv${family}`, subnets.join(', '), next ?? 'none: all are full'];
}

export function renderAddresses(subnet: string, lines: readonly AddressLine[]): string {
  if (lines.length === 0) return `Nobody holds an address of Subnet ${subnet}.`;
  const cells = lines.map(({ address, namespace, node, device, phase, until }) => {
    return [address, `${namespace}/${node}`, device, phase, until ?? '-'];
  });
  return renderTable(['ADDRESS', 'NODE', 'DEVICE', 'PHASE', 'UNTIL'], cells);
}

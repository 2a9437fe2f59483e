import { RACK_LABEL } from '../../api/groups.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { addressesOf, conditionOf, isTrue } from './node-view.ts';
import { renderTable } from './table.ts';
import { renderAge } from './time.ts';

export interface NodeListOptions {
  withNamespace: boolean;
  now: number;
  /** Which rack an asset stands in, for nodes that don't bear the label. */
  rackOf?: ReadonlyMap<string, string>;
}

const HEADER = ['NAME', 'PHASE', 'READY', 'ASSET', 'RACK', 'ADDRESS', 'FQDN', 'AGE', 'REASON'];

export function renderNodeList(nodes: readonly ComputeNode[], options: NodeListOptions): string {
  if (nodes.length === 0) return 'There are no ComputeNodes.';
  const rows = [...nodes].sort(byName).map((node) => rowOf(node, options));
  const table = renderTable(options.withNamespace ? ['NAMESPACE', ...HEADER] : HEADER, rows);
  return [table, ...heldDeletions(nodes)].join('\n\n');
}

/** What nothing but a person ends is said below the table too. */
function heldDeletions(nodes: readonly ComputeNode[]): string[] {
  const held = nodes.filter((node) => isTrue(node, 'DeletionHeld')).length;
  if (held === 0) return [];
  const subject = held === 1 ? '1 deletion is' : `${held} deletions are`;
  return [`${subject} held: bedplate confirm --held shows which, and with --why TEXT lets them go.`];
}

function rowOf(node: ComputeNode, { withNamespace, now, rackOf }: NodeListOptions): string[] {
  const { name, namespace = '', labels, creationTimestamp } = node.metadata;
  const asset = node.status?.assetRef?.name ?? '';
  const ready = conditionOf(node, 'Ready');
  const cells = [
    name,
    node.status?.phase ?? 'Unseen',
    ready?.status ?? 'Unknown',
    asset,
    labels?.[RACK_LABEL] ?? rackOf?.get(asset) ?? '',
    addressesOf(node, 'InternalIP')[0] ?? '',
    addressesOf(node, 'Hostname')[0] ?? '',
    renderAge(creationTimestamp, now),
    ready?.status === 'True' ? '' : (ready?.reason ?? ''),
  ].map((cell) => cell || '-');
  return withNamespace ? [namespace, ...cells] : cells;
}

function byName(a: ComputeNode, b: ComputeNode): number {
  const key = ({ metadata }: ComputeNode) => `${metadata.namespace}/${metadata.name}`;
  return key(a).localeCompare(key(b), undefined, { numeric: true });
}

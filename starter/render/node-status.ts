import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { addressesOf } from './node-view.ts';
import { renderSteps } from './steps.ts';
import { whyStuck } from './stuck.ts';
import { renderTable } from './table.ts';
import { renderAge } from './time.ts';

/** All that is known of a node, for the one who asks "what is it doing, and why is it stuck". */
export function renderNodeStatus(node: ComputeNode, now: number): string {
  const parts = [head(node, now), stuck(node), steps(node, now), conditions(node, now), history(node)];
  return parts.filter((part) => part !== '').join('\n\n');
}

function head(node: ComputeNode, now: number): string {
  const { metadata, spec, status } = node;
  const { deletionTimestamp } = metadata;
  const lines: [string, string | undefined][] = [
    ['Node', `${metadata.namespace}/${metadata.name}, ${renderAge(metadata.creationTimestamp, now)} old`],
    ['Wants', `${spec.flavor} with ${spec.osImage.name} from ${spec.provider}`],
    ['Phase', status?.phase ?? 'Unseen'],
    ['Deleted', deletionTimestamp && `asked for ${renderAge(deletionTimestamp, now)} ago`],
    ['Asset', status?.assetRef?.name],
    ['Addresses', addressesOf(node, 'InternalIP').join(', ')],
    ['Name', addressesOf(node, 'Hostname').join(', ')],
    ['Workflow', status?.workflow?.link ?? status?.workflow?.id],
  ];
  return lines.flatMap(([label, value]) => (value ? [`${`${label}:`.padEnd(11)}${value}`] : [])).join('\n');
}

function stuck(node: ComputeNode): string {
  const reasons = whyStuck(node);
  return reasons.length === 0 ? '' : ['Why it waits:', ...reasons.map((reason) => `  - ${reason}`)].join('\n');
}

function steps({ status }: ComputeNode, now: number): string {
  return status?.steps?.length ? renderSteps(status.steps, now) : '';
}

function conditions({ status }: ComputeNode, now: number): string {
  if (!status?.conditions?.length) return '';
  return renderTable(
    ['CONDITION', 'STATUS', 'FOR', 'REASON', 'MESSAGE'],
    status.conditions.map(({ type, status: value, lastTransitionTime, reason, message }) => {
      return [type, value, renderAge(lastTransitionTime, now), reason, message];
    }),
  );
}

function history({ status }: ComputeNode): string {
  if (!status?.history?.length) return '';
  return renderTable(
    ['OPERATION', 'RESULT', 'STARTED', 'BY', 'MESSAGE'],
    status.history.map((entry) => [
      entry.operation,
      entry.result,
      entry.startedAt,
      entry.by ?? '-',
      entry.message ?? '',
    ]),
  );
}

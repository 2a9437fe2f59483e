import type { NodeOperation } from '../../api/kinds/node-operation.ts';
import { renderTable } from './table.ts';
import { renderAge } from './time.ts';

/** Which of the two conditions ended it; undefined while it goes on. */
export function isOver({ status }: NodeOperation): 'Complete' | 'Failed' | undefined {
  const isTrue = (wanted: string) =>
    status.conditions?.some(({ type, status: value }) => type === wanted && value === 'True') ?? false;
  if (isTrue('Complete')) return 'Complete';
  return isTrue('Failed') ? 'Failed' : undefined;
}

export function renderOperation(operation: NodeOperation): string {
  const { metadata, spec, status } = operation;
  const by = spec.requestedBy ? ` by ${spec.requestedBy}` : '';
  const head = `${metadata.name}: ${spec.type}${by}: ${spec.reason}`;
  const said = status.conditions?.find(({ type }) => type === 'Complete')?.message;
  const turns = status.nodes ?? spec.nodes.map((name) => ({ name, state: 'Pending', message: '' }));
  const rows = turns.map(({ name, state, message }) => [name, state, message || '-']);
  return [head, renderTable(['NODE', 'STATE', 'MESSAGE'], rows), ...(said ? [`${said}.`] : [])].join('\n');
}

export function renderOperations(operations: readonly NodeOperation[], now: number): string {
  if (operations.length === 0) return 'There are no NodeOperations.';
  const rows = operations.map((operation) => [
    operation.metadata.name,
    operation.spec.type,
    operation.status.progress ?? `0/${operation.spec.nodes.length}`,
    isOver(operation) ?? 'under way',
    renderAge(operation.metadata.creationTimestamp, now),
    operation.spec.reason,
  ]);
  return renderTable(['NAME', 'TYPE', 'DONE', 'STATE', 'AGE', 'WHY'], rows);
}

import type { WorkflowHandle } from '@temporalio/client';

/** All that a workflow run keeps in its history, payloads decoded, as one text. */
export async function textOfHistory(run: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string> {
  return [...textsIn(await run.fetchHistory())].join('\n');
}

function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (ArrayBuffer.isView(value))
    yield Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}

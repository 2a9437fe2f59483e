import type { WorkflowHandle } from '@temporalio/client';

/** All that a workflow run keeps in its history, payloads decoded, as one text. */
export async function textOfHistory(run: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string> {
  return JSON.stringify(await run.fetchHistory(), function (this: Record<string, unknown>, key, shown: unknown) {
    // As it was before toJSON made numbers of it.
    const value = this[key];
    if (!ArrayBuffer.isView(value)) return shown;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
  });
}

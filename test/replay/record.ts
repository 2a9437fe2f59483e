import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

/*
 * test/workflow/histories.test.ts plays the stories whose histories stand here. To record them anew, after a change that
 * is patched or versioned, so that both the old and the new ones replay:
 *
 *   BEDPLATE_RECORD_HISTORIES=1 npm test -- test/workflow/histories.test.ts
 *
 * A history that somebody may still have in a running cell is never replaced: give the new one another name.
 */
export const HISTORIES = fileURLToPath(new URL('./histories/', import.meta.url));

export type RecordedHistory = { events: RecordedEvent[] };
export type RecordedEvent = Record<string, unknown> & {
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
};

/** One run's history. Stack traces name files of the machine that it ran on, and replay reads none of them. */
export async function historyOf(run: WorkflowHandle): Promise<RecordedHistory> {
  const { History } = temporal.api.history.v1;
  const plain = History.toObject(History.fromObject(await run.fetchHistory()), {
    bytes: String,
    longs: String,
    enums: String,
  });
  const text = JSON.stringify(plain);
  return JSON.parse(text, (key: string, value: unknown) => (key === 'stackTrace' ? '' : value)) as RecordedHistory;
}

export function recordHistory(name: string, history: RecordedHistory): void {
  if (!process.env.BEDPLATE_RECORD_HISTORIES) return;
  writeFileSync(`${HISTORIES}${name}.json`, `${JSON.stringify(history)}\n`);
}

import type { Client } from '@temporalio/client';
// A CommonJS module whose names Node can't see: it comes as a whole.
import proto from '@temporalio/proto';

export type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;

/** What the runs of one workflow chain cost. */
export interface ChainCost {
  runs: number;
  workflowTasks: number;
  events: number;
  timers: number;
  signals: number;
  bytes: number;
  /** In the order in which they were scheduled. */
  activities: { name: string; queue: string }[];
  /** Milliseconds since the epoch. */
  firstTaskStartedAt: number | undefined;
}

/** All runs of a chain, the first one first. */
export async function chainRuns(client: Client, workflowId: string): Promise<HistoryEvent[][]> {
  const latest = await runOf(client, workflowId);
  const first = latest[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? undefined;
  const runs = [await runOf(client, workflowId, first)];
  for (let next = successorOf(runs[0]); next; next = successorOf(runs.at(-1))) {
    runs.push(await runOf(client, workflowId, next));
  }
  return runs;
}

/** Whether the chain's last run waits for the next word: it was continued as new, and its only task is done. */
export function isIdle(runs: readonly (readonly HistoryEvent[])[]): boolean {
  return runs.length > 1 && Boolean(runs.at(-1)?.at(-1)?.workflowTaskCompletedEventAttributes);
}

export function costOf(runs: readonly (readonly HistoryEvent[])[]): ChainCost {
  const events = runs.flat();
  const { History } = proto.temporal.api.history.v1;
  return {
    runs: runs.length,
    workflowTasks: events.filter((event) => event.workflowTaskStartedEventAttributes).length,
    events: events.length,
    timers: events.filter((event) => event.timerStartedEventAttributes).length,
    signals: events.filter((event) => event.workflowExecutionSignaledEventAttributes).length,
    bytes: History.encode({ events }).finish().length,
    activities: events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled ? [{ name: scheduled.activityType?.name ?? '', queue: scheduled.taskQueue?.name ?? '' }] : [],
    ),
    firstTaskStartedAt: timeOf(events.find((event) => event.workflowTaskStartedEventAttributes)),
  };
}

async function runOf(client: Client, workflowId: string, runId?: string): Promise<HistoryEvent[]> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  return history.events ?? [];
}

function successorOf(run: readonly HistoryEvent[] | undefined): string | undefined {
  return run?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
}

function timeOf(event: HistoryEvent | undefined): number | undefined {
  const { seconds, nanos } = event?.eventTime ?? {};
  if (seconds === undefined || seconds === null) return undefined;
  return Number(seconds) * 1000 + (nanos ?? 0) / 1e6;
}

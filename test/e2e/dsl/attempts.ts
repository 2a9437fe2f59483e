import { eachAtOnce } from '../../../api/at-once.ts';
import type { World } from './world.ts';

/** What Temporal itself keeps of a workflow's run. */
export interface KeptRun {
  runId: string;
  /** Of activities, those that go on included. */
  attempts: number;
  pending: string[];
}

export interface KeptRuns {
  runs: Map<string, KeptRun>;
  /** Milliseconds until the first of all their timers fires; infinite when there is none. */
  soonestTimerMs: number;
}

/** Of so many workflows, by id. */
export async function keptRuns({ temporal }: World, ids: readonly string[]): Promise<KeptRuns> {
  const runs = new Map<string, KeptRun>();
  let soonest = Number.POSITIVE_INFINITY;
  await eachAtOnce(ids, 16, async (id) => {
    const handle = temporal.workflow.getHandle(id);
    const { runId, raw } = await handle.describe();
    const { events = [] } = await handle.fetchHistory();
    const pending = (raw.pendingActivities ?? []).map(({ activityType, attempt }) => ({
      name: activityType?.name ?? '',
      attempt: attempt ?? 0,
    }));
    const ended = (events ?? []).map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0);
    const attempts = [...ended, ...pending.map(({ attempt }) => attempt)].reduce((sum, count) => sum + count, 0);
    runs.set(id, { runId, attempts, pending: pending.map(({ name }) => name) });

    const over = new Set(
      (events ?? []).map((event) => (event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes)?.timerId),
    );
    for (const { eventTime, timerStartedEventAttributes: timer } of events ?? []) {
      if (!timer || over.has(timer.timerId)) continue;
      const firesAt = millisecondsOf(eventTime) + millisecondsOf(timer.startToFireTimeout);
      soonest = Math.min(soonest, firesAt - Date.now());
    }
  });
  return { runs, soonestTimerMs: soonest };
}

type Seconds = { seconds?: unknown; nanos?: number | null } | null | undefined;

function millisecondsOf(time: Seconds): number {
  return Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
}

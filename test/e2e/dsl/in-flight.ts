import type { World } from './world.ts';
import { eventually } from './eventually.ts';

/** PENDING_ACTIVITY_STATE_STARTED: a worker has it. */
const STARTED = 2;

interface Run {
  workflowId: string;
  runId: string;
}

/** Waits until a worker is in this activity for the workflow, by Temporal's word. */
export function isIn(world: World, workflowId: string, activity: string): Promise<Run> {
  return eventually(`${workflowId} is in ${activity}`, async () => {
    const { raw, runId } = await world.temporal.workflow.getHandle(workflowId).describe();
    const pending = raw.pendingActivities ?? [];
    if (pending.some(({ activityType, state }) => activityType?.name === activity && state === STARTED))
      return { workflowId, runId };
    throw new Error(
      `it is in ${pending.map(({ activityType, state }) => `${activityType?.name} ${state}`).join(', ')}`,
    );
  });
}

/** The run that a chain began with: once it has nothing to do, it goes on in another, whose history is empty. */
export function firstRun(world: World, workflowId: string): Promise<Run> {
  return eventually(`${workflowId} has begun`, async () => {
    const { raw, runId } = await world.temporal.workflow.getHandle(workflowId).describe();
    return { workflowId, runId: raw.workflowExecutionInfo?.firstRunId || runId };
  });
}

/** How the activities of this name ended in that run. */
export async function endsOf(world: World, { workflowId, runId }: Run, activity: string): Promise<string[]> {
  const { events = [] } = await world.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const scheduled = new Set(
    (events ?? []).flatMap(({ eventId, activityTaskScheduledEventAttributes: of }) =>
      of?.activityType?.name === activity ? [String(eventId)] : [],
    ),
  );
  return (events ?? []).flatMap((event) => {
    const ends = {
      completed: event.activityTaskCompletedEventAttributes,
      failed: event.activityTaskFailedEventAttributes,
      'timed out': event.activityTaskTimedOutEventAttributes,
      cancelled: event.activityTaskCanceledEventAttributes,
    };
    return Object.entries(ends).flatMap(([end, of]) => (of && scheduled.has(String(of.scheduledEventId)) ? [end] : []));
  });
}

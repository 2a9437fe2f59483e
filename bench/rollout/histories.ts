import type { Client } from '@temporalio/client';
import { eachAtOnce } from '../../api/at-once.ts';

const AT_ONCE = 8;
const TYPES = ['saltDeployment', 'saltTransaction', 'saltBucket'] as const;

/** Of one kind of chain: how long its longest run is, in events and in bytes, and how many runs and events there are. */
export interface HistoryUse {
  type: (typeof TYPES)[number];
  runs: number;
  events: number;
  mostEvents: number;
  mostBytes: number;
}

/** Every run of a rollout's chains, as Temporal itself tells it. */
export function historiesOf(client: Client): Promise<HistoryUse[]> {
  return Promise.all(TYPES.map((type) => historyOf(client, type)));
}

async function historyOf(client: Client, type: HistoryUse['type']): Promise<HistoryUse> {
  const runs: { workflowId: string; runId: string }[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowType = '${type}'` })) runs.push(run);
  const sizes = await eachAtOnce(runs, AT_ONCE, async ({ workflowId, runId }) => {
    const { historyLength, historySize } = await client.workflow.getHandle(workflowId, runId).describe();
    return { events: historyLength, bytes: historySize ?? 0 };
  });
  return {
    type,
    runs: sizes.length,
    events: sizes.reduce((sum, { events }) => sum + events, 0),
    mostEvents: Math.max(...sizes.map(({ events }) => events)),
    mostBytes: Math.max(...sizes.map(({ bytes }) => bytes)),
  };
}

import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ActivitiesByQueue } from '../activities/index.ts';
import { taskQueues } from '../workflows/contract.ts';
import { aroundActivity, HEARTBEAT_MS } from './activity-interceptor.ts';
import type { ActivityMetrics } from './metrics.ts';

export type Queue = keyof ActivitiesByQueue;

export interface WorkerPlan {
  connection: NativeConnection;
  namespace: string;
  cell: string;
  identity: string;
  activities: Readonly<Record<Queue, object>>;
  /** Told of every attempt of an activity. */
  metrics?: ActivityMetrics;
  /** File with the workflows; the product's own unless given. */
  bundle?: string;
}

/** Made by `npm run build`. */
const BUNDLE = fileURLToPath(new URL('../build/workflows.js', import.meta.url));

/** Milliseconds that running activities have to end at a stop. */
const GRACE = '5s';

type Limits = Pick<WorkerOptions, 'maxConcurrentActivityTaskExecutions' | 'maxTaskQueueActivitiesPerSecond'>;

/** What an outside system is spared: calls at a time from one worker, and calls a second from all of them. */
const LIMITS: Record<Queue, Limits> = {
  workflows: { maxConcurrentActivityTaskExecutions: 100 },
  scheduler: { maxConcurrentActivityTaskExecutions: 50 },
  foreman: { maxConcurrentActivityTaskExecutions: 20, maxTaskQueueActivitiesPerSecond: 200 },
  cmdb: { maxConcurrentActivityTaskExecutions: 10, maxTaskQueueActivitiesPerSecond: 100 },
  dns: { maxConcurrentActivityTaskExecutions: 20, maxTaskQueueActivitiesPerSecond: 100 },
  bmc: { maxConcurrentActivityTaskExecutions: 50, maxTaskQueueActivitiesPerSecond: 200 },
  // Most of them wait for a slice's returns: a salt-api gets as many requests at a time as its adapter has connections.
  salt: { maxConcurrentActivityTaskExecutions: 100, maxTaskQueueActivitiesPerSecond: 100 },
};

/** One worker for each task queue but those of `except`; the first also runs the workflows. */
export async function createWorkers(plan: WorkerPlan, except: readonly Queue[] = []): Promise<Worker[]> {
  const queues = (Object.keys(plan.activities) as Queue[]).filter((queue) => !except.includes(queue));
  return Promise.all(queues.map((queue) => createWorker(plan, queue)));
}

export function createWorker(plan: WorkerPlan, queue: Queue): Promise<Worker> {
  const runsWorkflows = queue === 'workflows';
  return Worker.create({
    connection: plan.connection,
    namespace: plan.namespace,
    identity: plan.identity,
    taskQueue: taskQueues[queue](plan.cell),
    activities: plan.activities[queue],
    interceptors: { activity: [aroundActivity(queue, plan.metrics)] },
    shutdownGraceTime: GRACE,
    // The answer to a heartbeat is how an activity learns of its cancellation: none is held back.
    maxHeartbeatThrottleInterval: HEARTBEAT_MS,
    ...LIMITS[queue],
    ...(runsWorkflows
      ? {
          workflowBundle: { codePath: plan.bundle ?? BUNDLE },
          maxCachedWorkflows: 1_000,
          maxConcurrentWorkflowTaskExecutions: 40,
        }
      : {}),
  });
}

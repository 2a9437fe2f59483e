import { Gauge, type Registry } from 'prom-client';
import type { Client } from '@temporalio/client';

/** A task queue by the short name that it has among ours, and by the one that Temporal knows. */
export interface Queue {
  name: string;
  taskQueue: string;
}

export interface PulseOptions {
  registry: Registry;
  client: Pick<Client, 'workflowService' | 'withDeadline'>;
  namespace: string;
  queues: readonly Queue[];
}

export interface TemporalPulse {
  /** Milliseconds since the epoch of the first look since which none was answered; undefined while Temporal answers. */
  silentSince(): number | undefined;
  stop(): void;
}

/** Temporal keeps the numbers of a queue for some seconds: to ask oftener would tell nothing new. */
const EVERY_MS = 15_000;
const ANSWER_MS = 5_000;
/** As `temporal.api.enums.v1.TaskQueueType` numbers them. */
const TASKS = { workflow: 1, activity: 2 } as const;

/**
 * Asks Temporal how long its queues are and who takes from them. It is asked by everybody, as a queue that nobody
 * takes from can't tell so by itself; that it answers at all is the second thing learnt.
 */
export function startTemporalPulse({ registry, client, namespace, queues }: PulseOptions): TemporalPulse {
  const labelNames = ['queue', 'tasks'] as const;
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers: [registry] });
  const backlog = gauge('bedplate_queue_backlog', 'Tasks that wait in a task queue, about.');
  const age = gauge('bedplate_queue_backlog_age_seconds', 'How long the oldest of them has waited, about.');
  const pollers = gauge('bedplate_queue_pollers', 'Workers that took tasks from a queue within the last minutes.');
  const up = new Gauge({ name: 'bedplate_temporal_up', help: 'Whether Temporal answers.', registers: [registry] });
  let silentSince: number | undefined;

  async function look({ name, taskQueue }: Queue, tasks: keyof typeof TASKS): Promise<void> {
    const request = { namespace, taskQueue: { name: taskQueue }, taskQueueType: TASKS[tasks], reportStats: true };
    const told = await client.workflowService.describeTaskQueue(request);
    const labels = { queue: name, tasks };
    const oldest = told.stats?.approximateBacklogAge;
    backlog.set(labels, Number(told.stats?.approximateBacklogCount ?? 0));
    age.set(labels, Number(oldest?.seconds ?? 0) + (oldest?.nanos ?? 0) / 1e9);
    pollers.set(labels, told.pollers?.length ?? 0);
  }

  async function lookAtAll(): Promise<void> {
    const started = Date.now();
    try {
      await client.withDeadline(started + ANSWER_MS, async () => {
        for (const queue of queues) {
          if (queue.name === 'workflows') await look(queue, 'workflow');
          await look(queue, 'activity');
        }
      });
      silentSince = undefined;
    } catch {
      // Whoever works with Temporal says why in the log; here it is only told that it is so.
      silentSince ??= started;
    }
    up.set(silentSince === undefined ? 1 : 0);
  }

  let looking = lookAtAll();
  const timer = setInterval(() => {
    looking = looking.then(lookAtAll);
  }, EVERY_MS);
  timer.unref();
  return { silentSince: () => silentSince, stop: () => clearInterval(timer) };
}

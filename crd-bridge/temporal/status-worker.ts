import { setTimeout as sleep } from 'node:timers/promises';
import { Worker, type NativeConnection } from '@temporalio/worker';
import type { MinionsNewsActivities, StatusActivities } from '../../workflows/contract.ts';

export interface StatusWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  identity: string;
  activities: StatusActivities | MinionsNewsActivities;
  maxConcurrent: number;
  onError: (error: unknown) => void;
}

/** Hosts activities that write statuses: a worker without workflows, made again when it fails. */
export interface StatusWorker {
  isPolling(): boolean;
  /** Lets running activities end. */
  stop(): Promise<void>;
}

const RESTART_MS = 2_000;
/** A status write takes 10 s at most, and the whole process has 10 s to stop. */
const GRACE = '5s';

export function startStatusWorker(options: StatusWorkerOptions): StatusWorker {
  const stopped = new AbortController();
  let worker: Worker | undefined;

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        worker = await createWorker(options);
        if (stopped.signal.aborted) return;
        await worker.run();
      } catch (error) {
        options.onError(error);
      }
      if (!stopped.signal.aborted)
        await sleep(RESTART_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const ended = run();
  return {
    isPolling: () => worker?.getState() === 'RUNNING',
    async stop() {
      stopped.abort();
      if (worker?.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

function createWorker({
  connection,
  namespace,
  taskQueue,
  identity,
  activities,
  maxConcurrent,
}: StatusWorkerOptions): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    identity,
    activities,
    maxConcurrentActivityTaskExecutions: maxConcurrent,
    shutdownGraceTime: GRACE,
  });
}

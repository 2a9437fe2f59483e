import { createWorkQueue, type WorkQueue } from './work-queue.ts';

export interface LanesOptions {
  /** 'again' when somebody else wrote in between. */
  work: (id: string) => Promise<'done' | 'again'>;
  onError: (id: string, error: unknown) => void;
  onTurn?: (lane: 'nodes' | 'objects', seconds: number) => void;
}

/** Two queues of object ids: while Temporal is away and nodes wait, what needs only the apiserver goes on. */
export interface Lanes {
  look(id: string): void;
  depths(): { nodes: number; objects: number };
  stop(): Promise<void>;
}

const BACKOFF = { first: 200, max: 10_000 };
/** Milliseconds: by then the watch has shown what was written in between. */
const AGAIN_MS = 100;
/** Milliseconds in which the news of a pool's nodes are collected: hundreds may become Ready together. */
const COLLECT_MS = 500;

export function createLanes({ work, onError, onTurn }: LanesOptions): Lanes {
  const nodes = lane('nodes', 32);
  const objects = lane('objects', 16);

  function lane(name: 'nodes' | 'objects', concurrency: number): WorkQueue {
    const queue: WorkQueue = createWorkQueue({
      concurrency,
      backoffMs: BACKOFF,
      onError,
      onTurn: (seconds) => onTurn?.(name, seconds),
      async work(id) {
        if ((await work(id)) === 'again') queue.add(id, AGAIN_MS);
      },
    });
    return queue;
  }

  return {
    look(id) {
      const lane = /^(ComputeNode|ComputeProvider|NodePool) /.test(id) ? nodes : objects;
      lane.add(id, id.startsWith('NodePool ') ? COLLECT_MS : 0);
    },
    depths: () => ({ nodes: nodes.depth(), objects: objects.depth() }),
    async stop() {
      await Promise.all([nodes.stop(), objects.stop()]);
    },
  };
}

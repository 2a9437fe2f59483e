export interface WorkQueueOptions {
  concurrency: number;
  /** Called for one key at a time, never twice at once for the same key. */
  work: (key: string) => Promise<void>;
  /** Told of each failure; the key is tried again. */
  onError: (key: string, error: unknown) => void;
  backoffMs?: { first: number; max: number };
  /** Told how long a key waited for its turn, delays left out. */
  onTurn?: (seconds: number) => void;
}

/** A queue of keys, each at most once in it: ten changes of one object are one look at it. */
export interface WorkQueue {
  /** Now, or after a while. A key that is being worked on is worked on once more afterwards. */
  add(key: string, delayMs?: number): void;
  /** Keys that wait for their turn, delayed ones included. */
  depth(): number;
  /** Takes no more, drops what waits, and resolves when what is being worked on has ended. */
  stop(): Promise<void>;
}

const BACKOFF = { first: 200, max: 30_000 };

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { concurrency, work, onError, backoffMs = BACKOFF, onTurn } = options;
  /** When each was put in. */
  const ready = new Map<string, number>();
  const active = new Set<string>();
  const running = new Set<Promise<void>>();
  const again = new Set<string>();
  const delayed = new Map<string, NodeJS.Timeout>();
  const failures = new Map<string, number>();
  let stopped = false;

  function add(key: string, delayMs = 0): void {
    if (stopped || ready.has(key)) return;
    if (delayMs > 0) return delay(key, delayMs);
    cancelDelay(key);
    if (active.has(key)) {
      again.add(key);
      return;
    }
    ready.set(key, performance.now());
    start();
  }

  function delay(key: string, ms: number): void {
    if (stopped || delayed.has(key)) return;
    const timer = setTimeout(() => {
      delayed.delete(key);
      add(key);
    }, ms);
    delayed.set(key, timer);
  }

  function cancelDelay(key: string): void {
    clearTimeout(delayed.get(key));
    delayed.delete(key);
  }

  function start(): void {
    for (const [key, since] of ready) {
      if (active.size >= concurrency || stopped) return;
      ready.delete(key);
      active.add(key);
      onTurn?.((performance.now() - since) / 1000);
      const run = attempt(key).finally(() => running.delete(run));
      running.add(run);
    }
  }

  async function attempt(key: string): Promise<void> {
    try {
      await work(key);
      failures.delete(key);
    } catch (error) {
      onError(key, error);
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      delay(key, Math.min(backoffMs.max, backoffMs.first * 2 ** Math.min(count - 1, 20)) * (0.5 + Math.random() / 2));
    }
    active.delete(key);
    if (again.delete(key)) add(key);
    start();
  }

  return {
    add,
    depth: () => ready.size + delayed.size,
    async stop() {
      stopped = true;
      ready.clear();
      again.clear();
      for (const timer of delayed.values()) clearTimeout(timer);
      delayed.clear();
      await Promise.all(running);
    },
  };
}

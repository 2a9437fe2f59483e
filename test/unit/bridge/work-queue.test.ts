import { createWorkQueue, type WorkQueueOptions } from '../../../crd-bridge/queue/work-queue.ts';

/** A queue whose work ends when the test says so. */
function underControl(options: Partial<WorkQueueOptions> = {}) {
  const started: string[] = [];
  const errors: string[] = [];
  const finish = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const queue = createWorkQueue({
    concurrency: 2,
    work(key) {
      started.push(key);
      return new Promise((resolve, reject) => finish.set(key, { resolve, reject }));
    },
    onError: (key, error) => errors.push(`${key}: ${(error as Error).message}`),
    ...options,
  });
  const settle = async (key: string, error?: Error) => {
    const { resolve, reject } = finish.get(key) ?? { resolve: () => undefined, reject: () => undefined };
    if (error) reject(error);
    else resolve();
    await jest.advanceTimersByTimeAsync(0);
  };
  return { queue, started, errors, settle };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('works on a key once, however often it was added', () => {
  const { queue, started } = underControl({ concurrency: 1 });

  for (const key of ['busy', 'a', 'a', 'b', 'a']) queue.add(key);

  expect(started).toEqual(['busy']);
  expect(queue.depth()).toBe(2);
});

it('works on a key once more when it was added meanwhile, never twice at once', async () => {
  const { queue, started, settle } = underControl();
  queue.add('a');
  queue.add('a');
  queue.add('a');
  expect(started).toEqual(['a']);

  await settle('a');
  expect(started).toEqual(['a', 'a']);

  await settle('a');
  expect(started).toEqual(['a', 'a']);
});

it('keeps to its concurrency, first come first served', async () => {
  const { queue, started, settle } = underControl();
  for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
  expect(started).toEqual(['a', 'b']);

  await settle('b');

  expect(started).toEqual(['a', 'b', 'c']);
});

it('backs off from a key that fails, longer each time, and others go on', async () => {
  const { queue, started, errors, settle } = underControl({ backoffMs: { first: 1000, max: 60_000 } });
  queue.add('a');
  await settle('a', new Error('no'));
  await jest.advanceTimersByTimeAsync(1000);
  expect(started).toEqual(['a', 'a']);

  await settle('a', new Error('no'));
  await jest.advanceTimersByTimeAsync(999);
  expect(started).toHaveLength(2);
  queue.add('b');
  await jest.advanceTimersByTimeAsync(1001);

  expect(started).toEqual(['a', 'a', 'b', 'a']);
  expect(errors).toEqual(['a: no', 'a: no']);
});

it('takes a failed key at once when it changes', async () => {
  const { queue, started, settle } = underControl({ backoffMs: { first: 60_000, max: 60_000 } });
  queue.add('a');
  await settle('a', new Error('no'));

  queue.add('a');

  expect(started).toEqual(['a', 'a']);
  expect(queue.depth()).toBe(0);
});

it('waits with a delayed key, and counts it', async () => {
  const { queue, started } = underControl();
  queue.add('a', 100);
  queue.add('a', 50);
  await jest.advanceTimersByTimeAsync(99);
  expect([started.length, queue.depth()]).toEqual([0, 1]);

  await jest.advanceTimersByTimeAsync(1);

  expect([started.length, queue.depth()]).toEqual([1, 0]);
});

it('stops by letting what runs end, and taking nothing more', async () => {
  const { queue, started, settle } = underControl({ concurrency: 1 });
  queue.add('a');
  queue.add('b');
  let stopped = false;
  const stopping = queue.stop().then(() => (stopped = true));
  queue.add('c');
  await jest.advanceTimersByTimeAsync(0);
  expect(stopped).toBe(false);

  await settle('a');
  await stopping;

  expect(started).toEqual(['a']);
});

it('tells how long a key waited for its turn', async () => {
  const waits: number[] = [];
  const { queue, settle } = underControl({ concurrency: 1, onTurn: (seconds) => waits.push(seconds) });
  queue.add('busy');
  queue.add('a');

  jest.advanceTimersByTime(3_000);
  await settle('busy');

  expect(waits).toEqual([0, 3]);
});

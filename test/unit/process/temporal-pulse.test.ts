import { Registry } from 'prom-client';
import { startTemporalPulse, type TemporalPulse } from '../../../api/process/temporal-pulse.ts';
import { samplesOf } from '../../../bench/measure/prometheus.ts';

interface Asked {
  taskQueue: { name: string };
  taskQueueType: number;
}

const now = Date.UTC(2026, 0, 1);
const queues = [
  { name: 'workflows', taskQueue: 'bedplate.az1' },
  { name: 'bmc', taskQueue: 'bmc.az1' },
];
let pulse: TemporalPulse;

beforeEach(() => jest.useFakeTimers({ now, doNotFake: ['nextTick'] }));
afterEach(() => {
  pulse.stop();
  jest.useRealTimers();
});

function temporal(answer: (asked: Asked) => object) {
  const registry = new Registry();
  const asked: string[] = [];
  const client = {
    withDeadline: (_: unknown, work: () => Promise<void>) => work(),
    workflowService: {
      async describeTaskQueue(request: Asked) {
        asked.push(`${request.taskQueue.name} ${request.taskQueueType}`);
        return answer(request);
      },
    },
  };
  pulse = startTemporalPulse({ registry, client: client as never, namespace: 'default', queues });
  const read = async (metric: string) =>
    samplesOf(await registry.metrics(), metric).map(({ labels, value }) => [...Object.values(labels), value]);
  return { asked, read };
}

it('asks for the workflow tasks of one queue, and the activities of all', async () => {
  const { asked } = temporal(() => ({}));
  await jest.advanceTimersByTimeAsync(0);

  expect(asked).toEqual(['bedplate.az1 1', 'bedplate.az1 2', 'bmc.az1 2']);
});

it('tells how much waits, for how long, and who takes it', async () => {
  const { read } = temporal(({ taskQueue }) =>
    taskQueue.name === 'bmc.az1'
      ? {
          // 64-bit numbers come as texts or objects.
          stats: { approximateBacklogCount: '12', approximateBacklogAge: { seconds: '90', nanos: 500_000_000 } },
          pollers: [{ identity: 'worker-0' }, { identity: 'worker-1' }],
        }
      : {},
  );
  await jest.advanceTimersByTimeAsync(0);

  expect(await read('bedplate_queue_backlog')).toContainEqual(['bmc', 'activity', 12]);
  expect(await read('bedplate_queue_backlog_age_seconds')).toContainEqual(['bmc', 'activity', 90.5]);
  expect(await read('bedplate_queue_pollers')).toContainEqual(['bmc', 'activity', 2]);
  expect(await read('bedplate_queue_pollers')).toContainEqual(['workflows', 'workflow', 0]);
});

it('tells since when Temporal is silent, until it answers again', async () => {
  let down = false;
  const { read } = temporal(() => {
    if (down) throw new Error('UNAVAILABLE');
    return {};
  });
  await jest.advanceTimersByTimeAsync(0);
  expect([pulse.silentSince(), await read('bedplate_temporal_up')]).toEqual([undefined, [[1]]]);

  down = true;
  await jest.advanceTimersByTimeAsync(45_000);
  expect([pulse.silentSince(), await read('bedplate_temporal_up')]).toEqual([now + 15_000, [[0]]]);

  down = false;
  await jest.advanceTimersByTimeAsync(15_000);
  expect([pulse.silentSince(), await read('bedplate_temporal_up')]).toEqual([undefined, [[1]]]);
});

import proto from '@temporalio/proto';
import { costOf, type HistoryEvent, isIdle } from '../../../bench/measure/chain-history.ts';

const { HistoryEvent: Event } = proto.temporal.api.history.v1;

function taskStarted(eventTime: { seconds: number; nanos: number }): HistoryEvent {
  return Event.fromObject({ workflowTaskStartedEventAttributes: {}, eventTime });
}

const FIRST: HistoryEvent[] = [
  { workflowExecutionStartedEventAttributes: {} },
  { workflowExecutionSignaledEventAttributes: {} },
  taskStarted({ seconds: 12, nanos: 250_000_000 }),
  { workflowTaskCompletedEventAttributes: {} },
  {
    activityTaskScheduledEventAttributes: {
      activityType: { name: 'node.read' },
      taskQueue: { name: 'bedplate.local' },
    },
  },
  { timerStartedEventAttributes: {} },
  taskStarted({ seconds: 13, nanos: 0 }),
  { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'second' } },
];
const SECOND: HistoryEvent[] = [
  { workflowExecutionStartedEventAttributes: {} },
  { workflowTaskStartedEventAttributes: {} },
  { workflowTaskCompletedEventAttributes: {} },
];

test('a chain costs what all of its runs cost', () => {
  const { bytes, ...cost } = costOf([FIRST, SECOND]);

  expect(cost).toEqual({
    runs: 2,
    workflowTasks: 3,
    events: 11,
    timers: 1,
    signals: 1,
    activities: [{ name: 'node.read', queue: 'bedplate.local' }],
    firstTaskStartedAt: 12_250,
  });
  expect(bytes).toBeGreaterThan(0);
});

test('a chain is idle once its next run has looked around', () => {
  expect(isIdle([FIRST, SECOND])).toBe(true);
  expect(isIdle([FIRST, SECOND.slice(0, 2)])).toBe(false);
  expect(isIdle([FIRST.slice(0, 4)])).toBe(false);
});

import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { PERMANENT_FAILURES, RETRYABLE_FAILURES } from '../../../api/failures.ts';
import { backoffMs, faultOf, MAX_BACKOFF_MS, SLOW_PROBE_MS } from '../../../workflows/failure.ts';

function activityFailed(cause: Error): ActivityFailure {
  return new ActivityFailure('failed', 'foreman.createHost', '1', 'NON_RETRYABLE_FAILURE', 'worker-0', cause);
}

test.each([...RETRYABLE_FAILURES, ...PERMANENT_FAILURES])('%s stays what the adapter decided', (type) => {
  const failure = ApplicationFailure.create({
    type,
    message: 'words',
    details: [{ waitsFor: [{ kind: 'Flavor', name: 'f' }] }],
  });

  expect(faultOf(activityFailed(failure))).toEqual({
    type,
    message: 'words',
    waitsFor: [{ kind: 'Flavor', name: 'f' }],
  });
});

test('a worker that died is a passing fault, said in words', () => {
  expect(faultOf(activityFailed(new TimeoutFailure('timed out', undefined, 'HEARTBEAT')))).toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('No worker answered in time') as string,
  });
});

test('what nobody classified is retried, and says so', () => {
  expect(faultOf(new TypeError('x is not a function'))).toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('Unexpected fault') as string,
  });
});

test('who is woken when its turn comes looks by itself once a minute, then less', () => {
  const full = ApplicationFailure.create({ type: 'Throttled', message: 'full', details: [{ woken: true }] });
  const fault = faultOf(activityFailed(full));
  expect([1, 2, 3, 4].map((attempt) => backoffMs(fault, attempt))).toEqual([60_000, 120_000, 240_000, MAX_BACKOFF_MS]);
});

test('passing faults back off to five minutes; what somebody must mend is looked at every ten', () => {
  const passing = { type: 'Unavailable', message: '', waitsFor: [] } as const;
  const waits = [1, 2, 3, 4, 20].map((attempt) => backoffMs({ ...passing, waitsFor: [] }, attempt));
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, MAX_BACKOFF_MS]);
  expect(backoffMs({ type: 'AuthRejected', message: '', waitsFor: [] }, 1)).toBe(SLOW_PROBE_MS);
});

import type { ComputeNodeStatus } from '../../../api/kinds/compute-node.ts';
import type { Condition } from '../../../api/schema/conditions.ts';
import { eventsFor } from '../../../crd-bridge/status/events-for.ts';

function condition(type: string, status: Condition['status'], reason = 'Succeeded', message = ''): Condition {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

function status(...conditions: Condition[]): ComputeNodeStatus {
  return { observedGeneration: 1, conditions };
}

const step = (state: 'Running' | 'Retrying', message?: string) => ({
  observedGeneration: 1,
  steps: [{ name: 'install', state, message }],
});

const released = (startedAt: string) => ({
  operation: 'release power-off',
  result: 'Forced',
  startedAt,
  by: 'bob',
  message: 'machine scrapped',
});

it.each<[string, ComputeNodeStatus, ComputeNodeStatus, string[]]>([
  [
    'a release by force',
    { ...status(), history: [released('2026-01-01T00:00:00Z')] },
    { ...status(), history: [released('2026-01-01T00:00:00Z'), released('2026-01-02T00:00:00Z')] },
    ['Warning Released release power-off by force, by bob: machine scrapped'],
  ],
  ['the first False of a condition', status(), status(condition('Ready', 'False', 'Pending')), []],
  [
    'an asset',
    status(),
    status(condition('Scheduled', 'True', 'Succeeded', 'asset r1-a01')),
    ['Normal Scheduled asset r1-a01'],
  ],
  ['nothing new', status(condition('Ready', 'True')), status(condition('Ready', 'True')), []],
  ['readiness', status(condition('Ready', 'False')), status(condition('Ready', 'True')), ['Normal Ready Succeeded']],
  [
    'readiness from unknown',
    status(condition('Ready', 'Unknown')),
    status(condition('Ready', 'True')),
    ['Normal Ready Succeeded'],
  ],
  [
    'lost readiness',
    status(condition('Ready', 'True')),
    status(condition('Ready', 'False', 'Unavailable')),
    ['Warning NotReady Unavailable'],
  ],
  [
    'a stall, with its cause',
    status(),
    status(condition('Stalled', 'True', 'Exhausted', 'no free asset')),
    ['Warning Stalled Exhausted: no free asset'],
  ],
  [
    'another cause of a stall',
    status(condition('Stalled', 'True', 'Exhausted')),
    status(condition('Stalled', 'True', 'Conflict', 'host web-1')),
    ['Warning Stalled Conflict: host web-1'],
  ],
  [
    'a stall in other words',
    status(condition('Stalled', 'True', 'Exhausted', 'a')),
    status(condition('Stalled', 'True', 'Exhausted', 'b')),
    [],
  ],
  ['the end of a stall', status(condition('Stalled', 'True')), status(condition('Stalled', 'False')), []],
  [
    'a pause',
    status(),
    status(condition('Paused', 'True', 'PausedBySpec', 'switch swap')),
    ['Normal Paused switch swap'],
  ],
  [
    'its end',
    status(condition('Paused', 'True')),
    status(condition('Paused', 'False', 'NotPaused')),
    ['Normal Resumed NotPaused'],
  ],
  [
    'leftovers',
    status(),
    status(condition('CleanupIncomplete', 'True', 'Unavailable', 'DNS')),
    ['Warning CleanupIncomplete DNS'],
  ],
  ['the fuse', status(), status(condition('DeletionHeld', 'True', 'Held', '7 of 5')), ['Warning DeletionHeld 7 of 5']],
  ['a step that is tried again', step('Running'), step('Retrying', '503'), ['Warning Retrying install: 503']],
  ['a step that is still tried again', step('Retrying', '503'), step('Retrying', '504'), []],
])('tells of %s', (_, previous, next, expected) => {
  expect(eventsFor(previous, next).map(({ type, reason, message }) => `${type} ${reason} ${message}`)).toEqual(
    expected,
  );
});

it('has one key for one transition, so that a rebuilt status tells nothing twice', () => {
  const ready = status(condition('Ready', 'True'));

  expect(eventsFor(status(), ready)).toEqual(eventsFor(status(condition('Ready', 'False')), ready));
});

it('tells at most ten things of a normal provisioning', () => {
  const types = ['Scheduled', 'AddressesAllocated', 'Provisioned', 'Registered', 'DNSPublished', 'Ready'];
  const pending = status(...types.map((type) => condition(type, 'False', 'Pending')), condition('Reconciling', 'True'));
  const done = status(...types.map((type) => condition(type, 'True')), condition('Reconciling', 'False'));

  expect([...eventsFor(status(), pending), ...eventsFor(pending, done)]).toHaveLength(6);
});

it('has one key for a stall that comes again for the same cause, in the same words', () => {
  const stalledAt = (lastTransitionTime: string, message: string) =>
    status({ ...condition('Stalled', 'True', 'Exhausted', message), lastTransitionTime });
  const tryingAgain = status(condition('Stalled', 'False'));
  const keys = [
    stalledAt('2026-01-01T00:00:00Z', 'no free asset'),
    stalledAt('2026-01-01T00:10:00Z', 'no free asset'),
    stalledAt('2026-01-01T00:20:00Z', 'no free address'),
  ].flatMap((next) => eventsFor(tryingAgain, next).map(({ key }) => key));

  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(2);
});

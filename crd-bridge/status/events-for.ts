import type { NodeCondition } from '../../api/conditions.ts';
import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import type { ObjectEvent } from './object-event.ts';

type Saying = Pick<ObjectEvent, 'type' | 'reason'>;

/** Which transitions are told, and how. What is not here can be seen in the status. */
const SAYINGS: Partial<Record<NodeCondition, Partial<Record<Condition['status'], Saying>>>> = {
  Scheduled: { True: { type: 'Normal', reason: 'Scheduled' } },
  AddressesAllocated: { True: { type: 'Normal', reason: 'AddressesAllocated' } },
  Provisioned: { True: { type: 'Normal', reason: 'Provisioned' } },
  Registered: { True: { type: 'Normal', reason: 'Registered' } },
  DNSPublished: { True: { type: 'Normal', reason: 'DNSPublished' } },
  Ready: { True: { type: 'Normal', reason: 'Ready' }, False: { type: 'Warning', reason: 'NotReady' } },
  Stalled: { True: { type: 'Warning', reason: 'Stalled' } },
  Paused: { True: { type: 'Normal', reason: 'Paused' }, False: { type: 'Normal', reason: 'Resumed' } },
  CleanupIncomplete: { True: { type: 'Warning', reason: 'CleanupIncomplete' } },
  DeletionHeld: {
    True: { type: 'Warning', reason: 'DeletionHeld' },
    False: { type: 'Normal', reason: 'DeletionReleased' },
  },
  DisruptionHeld: {
    True: { type: 'Normal', reason: 'DisruptionHeld' },
    False: { type: 'Normal', reason: 'DisruptionReleased' },
  },
};

/** What people want to be told of the way from one status to the next. */
export function eventsFor(previous: ComputeNodeStatus, next: ComputeNodeStatus): ObjectEvent[] {
  return [...conditionEvents(previous, next), ...retryEvents(previous, next), ...releaseEvents(previous, next)];
}

function conditionEvents(previous: ComputeNodeStatus, next: ComputeNodeStatus): ObjectEvent[] {
  return (next.conditions ?? []).flatMap((condition) => {
    const before = previous.conditions?.find(({ type }) => type === condition.type);
    const saying = SAYINGS[condition.type as NodeCondition]?.[condition.status];
    if (!saying || !isNews(before, condition)) return [];
    const { type, status, reason, lastTransitionTime } = condition;
    const message = condition.message || reason;
    if (type !== 'Stalled') return [{ ...saying, message, key: `${type}/${status}/${lastTransitionTime}` }];
    // Without its time: whoever waits is woken again and again, and stalls each time for the same.
    return [{ ...saying, message: `${reason}: ${message}`, key: `${type}/${reason}/${message}` }];
  });
}

function isNews(before: Condition | undefined, condition: Condition): boolean {
  // A condition that begins as False says only that nothing has happened yet.
  if (!before) return condition.status === 'True';
  if (before.status !== condition.status) return before.status === 'True' || condition.status === 'True';
  return condition.type === 'Stalled' && before.reason !== condition.reason;
}

function retryEvents(previous: ComputeNodeStatus, next: ComputeNodeStatus): ObjectEvent[] {
  return (next.steps ?? []).flatMap((step) => {
    if (step.state !== 'Retrying') return [];
    const before = previous.steps?.find(({ name }) => name === step.name);
    if (before?.state === 'Retrying') return [];
    const message = `${step.name}: ${step.message ?? 'tried again by itself'}`;
    return [{ type: 'Warning', reason: 'Retrying', message, key: `${step.name}/Retrying/${step.startedAt ?? ''}` }];
  });
}

/** What was given back unproved is told by name: the node is gone when somebody asks. */
function releaseEvents(previous: ComputeNodeStatus, next: ComputeNodeStatus): ObjectEvent[] {
  const known = new Set((previous.history ?? []).map(({ operation, startedAt }) => `${operation}/${startedAt}`));
  return (next.history ?? []).flatMap(({ operation, result, startedAt, by, message }) => {
    const key = `${operation}/${startedAt}`;
    if (result !== 'Forced' || known.has(key)) return [];
    const told = `${operation} by force, by ${by ?? 'somebody'}: ${message ?? ''}`;
    return [{ type: 'Warning', reason: 'Released', message: told, key }];
  });
}

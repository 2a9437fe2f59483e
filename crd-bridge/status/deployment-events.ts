import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import { ended, type RolloutEvent } from './rollout-event.ts';

type Condition = NonNullable<SaltDeploymentStatus['conditions']>[number];
type Entry = NonNullable<SaltDeploymentStatus['history']>[number];

/** What people want to be told of a deployment's way from one status to the next; of its buckets its transactions tell. */
export function deploymentEvents(
  previous: SaltDeploymentStatus | undefined,
  next: SaltDeploymentStatus,
): RolloutEvent[] {
  const before = previous ?? {};
  const known = new Map(before.history?.map((entry) => [entry.transaction, entry]));
  const ofRollouts = (next.history ?? []).flatMap((entry) => entryEvents(known.get(entry.transaction), entry));
  return [...ofRollouts, ...conditionEvents(before, next)];
}

function entryEvents(before: Entry | undefined, entry: Entry): RolloutEvent[] {
  const { transaction, fromCommit, toCommit, phase, by, why, finishedAt } = entry;
  const events: RolloutEvent[] = [];
  if (!before) {
    const from = fromCommit ? ` (before: ${fromCommit.slice(0, 12)})` : '';
    const who = finishedAt === undefined && by ? `, by ${by}: ${why ?? ''}` : '';
    const message = `${transaction} brings commit ${toCommit.slice(0, 12)}${from}${who}`;
    events.push({ type: 'Normal', reason: 'RolloutStarted', message, key: `RolloutStarted/${transaction}` });
  }
  if (finishedAt !== undefined && before?.finishedAt === undefined)
    events.push(...ended(phase, `${transaction}: ${why ?? ''}`, `${phase}/${transaction}`));
  return events;
}

function conditionEvents(before: SaltDeploymentStatus, next: SaltDeploymentStatus): RolloutEvent[] {
  return (next.conditions ?? []).flatMap((condition) => {
    const earlier = before.conditions?.find(({ type }) => type === condition.type);
    return told(earlier, condition);
  });
}

function told(earlier: Condition | undefined, condition: Condition): RolloutEvent[] {
  const { type, status, reason, message, lastTransitionTime } = condition;
  const wasTrue = earlier?.status === 'True';
  const isTrue = status === 'True';
  switch (type) {
    case 'Paused':
      if (isTrue && (!wasTrue || earlier.message !== message))
        return [{ type: 'Normal', reason: 'Paused', message, key: `Paused/${lastTransitionTime}/${message}` }];
      if (isTrue || !wasTrue) return [];
      return [{ type: 'Normal', reason: 'Resumed', message, key: `Resumed/${lastTransitionTime}` }];
    case 'Stalled':
      if (!isTrue || (wasTrue && earlier.reason === reason)) return [];
      // Without its time: whatever is asked again and again stalls each time for the same.
      return [{ type: 'Warning', reason: 'Stalled', message: `${reason}: ${message}`, key: `Stalled/${message}` }];
    case 'Ready':
      if (reason !== 'DependencyNotReady' || earlier?.reason === reason) return [];
      return [{ type: 'Normal', reason: 'Waits', message, key: `Waits/${message}` }];
    default:
      return [];
  }
}

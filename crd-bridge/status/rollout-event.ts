import type { RolloutEventReason } from '../../api/event-reasons.ts';
import type { RolloutPhase } from '../../api/rollout/phases.ts';
import { cut } from './fit-status.ts';
import type { ObjectEvent } from './object-event.ts';

export interface RolloutEvent extends ObjectEvent {
  reason: RolloutEventReason;
}

const MOST_ALIKE = 5;
const SHOWN = 3;

/** Many of one reason at once are told as one. */
export function gathered(events: readonly RolloutEvent[]): RolloutEvent[] {
  const byReason = new Map<RolloutEventReason, RolloutEvent[]>();
  for (const event of events) byReason.set(event.reason, [...(byReason.get(event.reason) ?? []), event]);
  return [...byReason.values()].flatMap((alike) => (alike.length > MOST_ALIKE ? [asOne(alike)] : alike));
}

function asOne(alike: readonly RolloutEvent[]): RolloutEvent {
  const [first] = alike;
  if (!first) throw new Error('there is nothing to tell');
  const shown = alike.slice(0, SHOWN).map(({ message }) => cut(message, 250));
  const message = `${shown.join('; ')}; and ${alike.length - SHOWN} more`;
  return { ...first, message, key: alike.map(({ key }) => key).join() };
}

const ENDS: Partial<Record<RolloutPhase, Pick<RolloutEvent, 'type' | 'reason'>>> = {
  Succeeded: { type: 'Normal', reason: 'RolloutSucceeded' },
  Aborted: { type: 'Warning', reason: 'RolloutAborted' },
  RolledBack: { type: 'Warning', reason: 'RolloutRolledBack' },
  Superseded: { type: 'Normal', reason: 'RolloutSuperseded' },
};

/** How a rollout ended; nothing while it has not. */
export function ended(phase: RolloutPhase | undefined, message: string, key: string): RolloutEvent[] {
  const end = phase && ENDS[phase];
  return end ? [{ ...end, message, key }] : [];
}

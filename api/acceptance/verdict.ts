import { ACCEPTED_CONDITION, type Reason } from '../conditions.ts';

/**
 * What only a look at other objects can tell: whether references lead anywhere, and whether what must be unique is.
 * The bridge shows the verdict as the Accepted condition; the scheduler asks the same functions, never the condition.
 */
export type Acceptance = { accepted: true } | Refusal;

export interface Refusal {
  accepted: false;
  reason: Reason;
  /** What is wrong, in which field, and what to do. */
  message: string;
  /** In few words, for a sum over many: `NoSubnet`, or `NoSubnet of L2Domain r1-servers`. */
  brief: string;
}

export const ACCEPTED: Acceptance = { accepted: true };

export function refusal(reason: Reason, message: string, brief: string = reason): Refusal {
  return { accepted: false, reason, message, brief };
}

/** How a verdict reads as a condition, but for its time of transition. */
export function acceptedCondition(acceptance: Acceptance) {
  if (!acceptance.accepted) {
    const { reason, message } = acceptance;
    return { type: ACCEPTED_CONDITION, status: 'False', reason, message } as const;
  }
  const message = 'The object is fine as it stands.';
  return { type: ACCEPTED_CONDITION, status: 'True', reason: 'Accepted', message } as const;
}

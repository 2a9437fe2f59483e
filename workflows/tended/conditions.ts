import type { Condition } from '../../api/schema/conditions.ts';

export type Fact = Pick<Condition, 'status' | 'reason' | 'message'>;

/** The conditions of a status. How long each has been so is kept where it is written. */
export function conditionsOf(facts: Readonly<Record<string, Fact>>, generation: number, now: number): Condition[] {
  const lastTransitionTime = new Date(now).toISOString();
  return Object.entries(facts).map(([type, { status, reason, message }]) => {
    return { type, status, reason, message, observedGeneration: generation, lastTransitionTime };
  });
}

/** Reconciling and Stalled, as kstatus reads them. */
export function progressOf({
  settled,
  stalled,
  reason,
  message,
}: {
  settled: boolean;
  stalled: boolean;
  reason: string;
  message: string;
}): Record<'Reconciling' | 'Stalled', Fact> {
  const works = !settled && !stalled;
  return {
    Reconciling: { status: works ? 'True' : 'False', reason: works ? reason : 'Idle', message: works ? message : '' },
    Stalled: {
      status: stalled ? 'True' : 'False',
      reason: stalled ? reason : 'Settled',
      message: stalled ? message : '',
    },
  };
}

import type { Reason, SaltDeploymentCondition } from '../../api/conditions.ts';
import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import { pausesInForce } from '../../api/pauses.ts';
import { type SaltDeploymentInput, saltDeploymentWorkflowId } from '../contract.ts';
import { webUiLink } from '../web-ui-link.ts';
import { type DeploymentState, isUnderWay } from './state.ts';

type ShownHolds = NonNullable<SaltDeploymentStatus['pauses']>;

/** One word for people and for the search attribute. Nothing is decided from it. */
export function phaseOf(state: DeploymentState, now: number): string {
  const { seen, current, fault, next } = state;
  if (state.desire?.delete) return 'Deleting';
  if (!seen) return 'Pending';
  if (isUnderWay(state)) return isHeld(state, now) && !isPaused(state, now) ? 'Pausing' : phaseUnderWay(state);
  if (fault) return 'Stalled';
  if (next?.next !== 'rest') return 'Reconciling';
  if (next.reason === 'Succeeded') return 'Ready';
  return next.reason === 'CommitFailed' ? (current?.report?.phase ?? 'Failed') : next.reason;
}

function phaseUnderWay({ current }: DeploymentState): string {
  return current?.report?.phase ?? 'Planned';
}

/** Somebody holds it, whether or not everything keeps to that yet. */
function isHeld({ seen, pauses }: DeploymentState, now: number): boolean {
  return pausesInForce(seen, pauses, now).length > 0;
}

/** Acknowledged: nothing is on its way to Salt, and nothing will be. */
function isPaused(state: DeploymentState, now: number): boolean {
  if (!isUnderWay(state)) return isHeld(state, now);
  const { current, said, outbox } = state;
  const { phase, heard = -1, quiet = false } = current?.report ?? {};
  // One that makes way sends nothing out any more, whoever holds it; and the next one is not begun.
  const stands = phase === 'Paused' || current?.superseded === true;
  return stands && quiet && heard >= said && outbox.length === 0;
}

/** The whole status, from what the chain knows. */
export function renderStatus(state: DeploymentState, input: SaltDeploymentInput, now: number): SaltDeploymentStatus {
  const { seen, current, good, failed } = state;
  const id = saltDeploymentWorkflowId(input.ref);
  return {
    observedGeneration: seen?.generation,
    revision: state.revision,
    phase: phaseOf(state, now),
    wantedCommit: seen && 'commit' in seen.wanted ? seen.wanted.commit : null,
    currentTransaction: current?.ref.name ?? null,
    progress: current?.report?.progress,
    lastGoodCommit: good?.commit ?? null,
    failedCommit: failed?.commit ?? null,
    pauses: holdsOf(state, now),
    surroundings: seen?.surroundings,
    history: state.history,
    workflow: { id, link: webUiLink(input, id) },
    conditions: conditionsOf(state, now),
  };
}

function holdsOf(state: DeploymentState, now: number): ShownHolds {
  const { current, seen, pauses } = state;
  if (!isUnderWay(state) || !current?.report || current.superseded) return pausesInForce(seen, pauses, now);
  return current.report.holds.map(({ since, until, ...hold }) => ({
    ...hold,
    since: new Date(since).toISOString(),
    until: until === undefined ? undefined : new Date(until).toISOString(),
  }));
}

type Shown = [type: SaltDeploymentCondition, status: 'True' | 'False' | 'Unknown', reason: Reason, message: string];

function conditionsOf(state: DeploymentState, now: number): SaltDeploymentStatus['conditions'] {
  const lastTransitionTime = new Date(now).toISOString();
  const shown = [ready(state), reconciling(state), stalled(state), paused(state, now)];
  return shown.map(([type, status, reason, message]) => ({
    ...{ type, status, reason, message, lastTransitionTime },
    observedGeneration: state.seen?.generation,
  }));
}

function ready(state: DeploymentState): Shown {
  const { next, good, seen } = state;
  if (next?.next === 'rest') {
    const isGood = good !== undefined && next.reason === 'Succeeded' && seen?.onlyTried !== true;
    return ['Ready', isGood ? 'True' : 'False', next.reason, next.message];
  }
  return ['Ready', 'False', 'InProgress', messageUnderWay(state)];
}

function reconciling(state: DeploymentState): Shown {
  if (isUnderWay(state)) return ['Reconciling', 'True', 'InProgress', messageUnderWay(state)];
  const { next } = state;
  if (next?.next === 'rest') return ['Reconciling', 'False', 'Idle', next.message];
  return ['Reconciling', 'True', 'InProgress', 'a transaction is about to begin'];
}

const STUCK: readonly Reason[] = ['CommitFailed', 'NotFound', 'Unavailable', 'InvalidInput', 'AuthRejected'];

function stalled({ fault, next }: DeploymentState): Shown {
  if (fault) return ['Stalled', 'True', fault.type, `${fault.message}; it is tried again by itself`];
  const isStuck = next?.next === 'rest' && STUCK.includes(next.reason);
  if (isStuck) return ['Stalled', 'True', next.reason, next.message];
  return ['Stalled', 'False', 'InProgress', 'nothing is in its way'];
}

function paused(state: DeploymentState, now: number): Shown {
  const holds = holdsOf(state, now);
  const who = holds.map(({ by, why, until }) => `${by}: ${why}${until ? ` (until ${until})` : ''}`).join('; ');
  if (isPaused(state, now)) return ['Paused', 'True', reasonOf(holds), who];
  if (isHeld(state, now) || holds.length > 0)
    return ['Paused', 'False', 'Pausing', `something is still on its way to Salt; held by ${who}`];
  return ['Paused', 'False', 'NotPaused', 'nobody holds it'];
}

function reasonOf([first]: ShownHolds): Reason {
  switch (first?.source) {
    case 'spec':
      return 'PausedBySpec';
    case 'annotation':
      return 'PausedByAnnotation';
    case 'command':
      return 'PausedByCommand';
    default:
      return 'WaitsForPerson';
  }
}

function messageUnderWay({ current }: DeploymentState): string {
  const { ref, commit, report } = current ?? {};
  return `${ref?.name ?? 'it'} brings commit ${commit?.slice(0, 12) ?? ''}: ${report?.message ?? 'it begins'}`;
}

/** What the Web UI shows as current details. */
export function renderDetails(state: DeploymentState, now: number): string {
  const { seen, current } = state;
  if (!seen) return '**Pending**: there is no such SaltDeployment to be seen; nothing is done.';
  const lines = [`**${phaseOf(state, now)}**`, ''];
  if (isUnderWay(state)) lines.push(messageUnderWay(state), '', current?.report?.progress ?? '');
  else if (state.next?.next === 'rest') lines.push(state.next.message);
  for (const { by, why } of holdsOf(state, now)) lines.push('', `Held by ${by}: ${why}`);
  return lines.join('\n');
}

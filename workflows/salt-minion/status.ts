import type { MinionMemory, MinionReport } from '../../activities/salt-minion/judge.ts';
import { isPermanent } from '../../api/failures.ts';
import type { SaltMinionStatus } from '../../api/kinds/salt-minion.ts';
import { type SaltMinionInput, saltMinionWorkflowId } from '../contract.ts';
import { conditionsOf, type Fact, progressOf } from '../tended/conditions.ts';
import type { TendedState } from '../tended/state.ts';
import { webUiLink } from '../web-ui-link.ts';

export type MinionState = TendedState<MinionReport, MinionMemory>;

/** The status from what the chain knows. What rollouts did stands beside it, written by them. */
export function renderStatus(state: MinionState, input: SaltMinionInput, now: number): SaltMinionStatus {
  const { seen, fault, revision } = state;
  const id = saltMinionWorkflowId(input.ref);
  const workflow = { id, link: webUiLink(input, id) };
  if (!seen) return { revision, workflow };
  const { report, generation, observed } = seen;
  const { keyAccepted, rolesApplied, cleanup } = report;
  const found = keyAccepted.status === 'True' ? rolesApplied : keyAccepted;
  const ready: Fact = fault ? { status: 'Unknown', reason: fault.type, message: fault.message } : found;
  const stalled = fault ? isPermanent(fault.type) : report.stalled;
  const { reason, message } = ready;
  const facts = {
    Ready: ready,
    KeyAccepted: keyAccepted,
    RolesApplied: rolesApplied,
    ...progressOf({ settled: report.settled && !fault, stalled, reason, message }),
    ...(cleanup && { CleanupIncomplete: cleanup }),
  };
  return {
    observedGeneration: generation,
    revision,
    workflow,
    observed,
    key: report.key,
    fingerprint: report.fingerprint,
    presented: report.presented,
    roles: report.roles && [...report.roles],
    conditions: conditionsOf(facts, generation, now),
  };
}

export function renderDetails({ seen, fault }: MinionState): string {
  if (fault) return `**Waiting**: ${fault.message}`;
  if (!seen) return '**Pending**: nothing was looked at yet.';
  const { key, keyAccepted, rolesApplied } = seen.report;
  return [`**${key}**: ${keyAccepted.message}`, '', rolesApplied.message].join('\n');
}

import type { MasterMemory, MasterReport } from '../../activities/salt-master/judge.ts';
import { isPermanent } from '../../api/failures.ts';
import type { SaltMasterStatus } from '../../api/kinds/salt-master.ts';
import { type SaltMasterInput, saltMasterWorkflowId } from '../contract.ts';
import { conditionsOf, type Fact, progressOf } from '../tended/conditions.ts';
import type { TendedState } from '../tended/state.ts';
import { webUiLink } from '../web-ui-link.ts';

export type MasterState = TendedState<MasterReport, MasterMemory>;

/** The whole status, from what the chain knows. */
export function renderStatus(state: MasterState, input: SaltMasterInput, now: number): SaltMasterStatus {
  const { seen, fault, revision } = state;
  const id = saltMasterWorkflowId(input.ref);
  const workflow = { id, link: webUiLink(input, id) };
  if (!seen) return { revision, workflow };
  const { report, generation, observed } = seen;
  // What is served goes on being served, whoever can be asked.
  const ready: Fact = fault ? { status: 'Unknown', reason: fault.type, message: fault.message } : report.ready;
  const stalled = fault ? isPermanent(fault.type) : report.stalled;
  const { reason, message } = ready;
  const facts = {
    Ready: ready,
    CommitServed: report.commitServed,
    ...(report.statesCompile && { StatesCompile: report.statesCompile }),
    ...progressOf({ settled: report.settled && !fault, stalled, reason, message }),
  };
  return {
    observedGeneration: generation,
    revision,
    workflow,
    observed,
    commit: report.commit,
    servedCommits: [...report.served].slice(-64),
    minions: report.minions,
    conditions: conditionsOf(facts, generation, now),
  };
}

export function renderDetails({ seen, fault }: MasterState): string {
  if (fault) return `**Waiting**: ${fault.message}`;
  if (!seen) return '**Pending**: nothing was looked at yet.';
  const { ready, served } = seen.report;
  return [`**${ready.reason}**: ${ready.message}`, '', ...served.map((commit) => `- serves ${commit}`)].join('\n');
}

import type { SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import { joinedIn } from '../../api/rollout/joined.ts';
import { reportRollout } from '../../api/rollout/report.ts';
import { type SaltTransactionInput, saltTransactionWorkflowId, type TransactionReport } from '../contract.ts';
import { webUiLink } from '../web-ui-link.ts';
import { isQuiet, type TransactionState } from './state.ts';

/** The whole status, from what the chain knows. */
export function renderStatus(state: TransactionState, input: SaltTransactionInput, now: number): SaltTransactionStatus {
  const { engine, found, revision, held } = state;
  const id = saltTransactionWorkflowId(input.ref);
  const workflow = { id, link: webUiLink(input, id) };
  if (!engine) return { revision, phase: 'Planned', message: held ?? 'it was not looked at yet', workflow };
  const status = reportRollout(engine, now);
  const buckets = status.buckets.map((bucket) => {
    const waits = state.open[bucket.name]?.waits;
    return waits === undefined ? bucket : { ...bucket, message: waits };
  });
  return { ...status, buckets, observedGeneration: found?.generation, revision, workflow };
}

const MOST_HOLDS = 32;

/** How it stands, for its deployment. */
export function renderReport(state: TransactionState, transaction: string, now: number): TransactionReport {
  const { engine, deployment, held } = state;
  const shown = engine && reportRollout(engine, now);
  const { phase = 'Planned', message = held ?? '', progress = '' } = shown ?? {};
  return {
    transaction,
    heard: deployment?.heard ?? 0,
    quiet: isQuiet(state),
    phase,
    message,
    progress,
    holds: (engine?.holds ?? []).slice(-MOST_HOLDS),
    ...(engine?.result && { endedAt: new Date(engine.result.at).toISOString(), joined: joinedIn(engine) }),
  };
}

/** What the Web UI shows as current details. */
export function renderDetails(state: TransactionState, now: number): string {
  if (!state.engine) return state.held ?? 'It was not looked at yet.';
  const { phase, message, progress, pauses, topFailures } = reportRollout(state.engine, now);
  const lines = [`**${phase}** ${progress}`, '', message];
  for (const { by, why } of pauses) lines.push('', `Held by ${by}: ${why}`);
  for (const failure of topFailures) lines.push(`- ${failure.nodes} × ${failure.stateId}: ${failure.message}`);
  return lines.join('\n');
}

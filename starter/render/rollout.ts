import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import type { SaltTransaction, SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import type { Bucket } from '../../api/rollout/buckets.ts';
import { type NodesByBucket, renderRolloutNodes } from './rollout-nodes.ts';
import { renderTable } from './table.ts';
import { renderAge, renderDuration } from './time.ts';

type ShownBucket = NonNullable<SaltTransactionStatus['buckets']>[number];

const BAR = 20;

/** Where a rollout stands, bucket by bucket: what it waits for, who holds it until when, what went wrong. */
export function renderRollout(
  deployment: SaltDeployment,
  transaction: SaltTransaction | undefined,
  now: number,
  nodes: NodesByBucket = new Map(),
): string {
  const parts = [head(deployment, transaction, now), held(deployment, now)];
  const { status } = transaction ?? {};
  if (status) parts.push(buckets(status, now), renderRolloutNodes(nodes, now), failures(status), words(status, now));
  return parts.filter((part) => part !== '').join('\n\n');
}

function head(
  { metadata, spec, status }: SaltDeployment,
  transaction: SaltTransaction | undefined,
  now: number,
): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const { currentTransaction, wantedCommit, lastGoodCommit, failedCommit } = status ?? {};
  const lines: [string, string | null | undefined][] = [
    [
      'Deployment',
      `${metadata.namespace}/${metadata.name}, pool ${spec.nodePool}, ${renderAge(metadata.creationTimestamp, now)} old`,
    ],
    ['Phase', status?.phase ?? 'not been looked at yet'],
    ['Wants', wantedCommit ?? spec.revision.branch ?? spec.revision.commit],
    ['Last good', lastGoodCommit],
    ['Failed', failedCommit],
    [
      'Rollout',
      currentTransaction &&
        `${currentTransaction}, ${transaction?.status?.phase ?? 'not begun'}, ${transaction?.status?.progress ?? '-'} nodes`,
    ],
    ['Says', transaction?.status?.finishedAt === undefined ? transaction?.status?.message : ready?.message],
    ['Workflow', status?.workflow?.link ?? status?.workflow?.id],
  ];
  return lines.flatMap(([label, value]) => (value ? [`${`${label}:`.padEnd(12)}${value}`] : [])).join('\n');
}

function held({ status }: SaltDeployment, now: number): string {
  const lines = (status?.pauses ?? []).map(({ source, by, why, until }) => {
    const left = until ? `, ${renderDuration(Date.parse(until) - now)} left` : '';
    return `  - ${source === 'command' ? by : source}: ${why}${until ? ` (until ${until}${left})` : ''}`;
  });
  if (lines.length === 0) return '';
  const isQuiet = status?.conditions?.some((one) => one.type === 'Paused' && one.status === 'True') === true;
  return [isQuiet ? 'Paused by:' : 'Pausing, something is still on its way; held by:', ...lines].join('\n');
}

function buckets({ buckets: shown = [], otherBuckets = [] }: SaltTransactionStatus, now: number): string {
  if (shown.length === 0) return '';
  const rows = shown.map((bucket) => {
    const { name, state, counts } = bucket;
    return [
      name,
      state,
      bar(bucket),
      `${counts.ok + counts.changed}/${counts.nodes}`,
      ...figures(bucket),
      note(bucket, now),
    ];
  });
  const table = renderTable(['BUCKET', 'STATE', '', 'DONE', 'CHANGED', 'FAILED', 'OTHER', ''], rows);
  const others = otherBuckets.map(({ state, buckets: count, nodes }) => `${count} more ${state} (${nodes} nodes)`);
  return [table, ...others].join('\n');
}

/** One sign a share of the nodes: # done, ! went wrong, > under way, - skipped, . to come. */
function bar({ counts }: ShownBucket): string {
  const { nodes, ok, changed, failed, busy, unreachable, lost, running, skipped } = counts;
  const shares: [string, number][] = [
    ['#', ok + changed],
    ['!', failed + busy + unreachable + lost],
    ['>', running],
    ['-', skipped],
  ];
  const width = Math.min(BAR, nodes);
  const drawn = shares.map(([sign, count]) => sign.repeat(nodes > 0 ? Math.ceil((count / nodes) * width) : 0)).join('');
  return drawn.slice(0, width).padEnd(width, '.');
}

function figures({ counts }: ShownBucket): string[] {
  const { changed, failed, busy, unreachable, lost, skipped, badBefore } = counts;
  const others: [string, number][] = [
    ['busy', busy],
    ['unreachable', unreachable],
    ['lost', lost],
    ['skipped', skipped],
    ['bad before', badBefore],
  ];
  const other = others.flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ');
  return [String(changed), String(failed), other || '-'];
}

function note({ state, soakUntil, message, gates = [] }: ShownBucket, now: number): string {
  if (state === 'Soaking' && soakUntil) return `soaks, ${renderDuration(Date.parse(soakUntil) - now)} left`;
  const open = gates.find(({ verdict }) => verdict !== 'Healthy');
  if (state === 'Judging' && open) return `gate ${open.name} is ${open.verdict}: ${open.message}`;
  return message ?? '';
}

function failures({ topFailures = [] }: SaltTransactionStatus): string {
  const rows = topFailures.map(({ stateId, message, nodes, examples }) => {
    return [String(nodes), stateId || '-', examples.join(', '), message];
  });
  return rows.length === 0 ? '' : renderTable(['NODES', 'STATE ID', 'SUCH AS', 'MESSAGE'], rows);
}

function words({ words: said = [] }: SaltTransactionStatus, now: number): string {
  const lines = said.slice(-5).map(({ act, by, why, at }) => `  - ${act} by ${by}, ${renderAge(at, now)} ago: ${why}`);
  return lines.length === 0 ? '' : ['Said to it:', ...lines].join('\n');
}

/** The transactions of a deployment, the newest last. */
export function renderHistory(transactions: readonly SaltTransaction[], now: number): string {
  if (transactions.length === 0) return 'Nothing was rolled out yet.';
  const rows = transactions.map(({ metadata, spec, status }) => [
    metadata.name,
    spec.toCommit.slice(0, 12),
    spec.fromCommit?.slice(0, 12) ?? '-',
    status?.phase ?? 'Planned',
    status?.progress ?? '-',
    renderAge(metadata.creationTimestamp, now),
    spec.by ?? '-',
    status?.message ?? '',
  ]);
  return renderTable(['NAME', 'TO', 'FROM', 'PHASE', 'DONE', 'AGE', 'BY', 'MESSAGE'], rows);
}

export function renderPlannedBuckets(planned: readonly Bucket[]): string {
  if (planned.length === 0) return 'The pool has no nodes.';
  const rows = planned.map(({ name, nodes, alone, members }) => {
    const more = members.length > 4 ? ` and ${members.length - 4} more` : '';
    return [name, String(nodes), alone ? 'alone' : '-', `${members.slice(0, 4).join(', ')}${more}`];
  });
  return renderTable(['BUCKET', 'NODES', 'GOES', 'SUCH AS'], rows);
}

import type { ControllerRevision } from '../../api/kinds/controller-revision.ts';
import type { NodePool } from '../../api/kinds/node-pool.ts';
import { renderTable } from './table.ts';
import { renderAge } from './time.ts';

type Conditions = NonNullable<NonNullable<NodePool['status']>['conditions']>;

/** All that is known of a pool, for the one who asks how far it has come, and why no further. */
export function renderPoolStatus(pool: NodePool, now: number): string {
  return [head(pool, now), pauses(pool), notes(pool), conditions(pool.status?.conditions ?? [], now)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function head({ metadata, spec, status }: NodePool, now: number): string {
  const { template, strategy, replicas } = spec;
  const going = status?.deletingReplicas ? `, ${status.deletingReplicas} on their way out` : '';
  const lines: [string, string | undefined][] = [
    ['Pool', `${metadata.namespace}/${metadata.name}, ${renderAge(metadata.creationTimestamp, now)} old`],
    [
      'Wants',
      `${replicas} × ${template.spec.flavor} with ${template.spec.osImage.name} from ${template.spec.provider}`,
    ],
    ['Has', status?.revision === undefined ? 'not been looked at yet' : `${countsOf(status)}${going}`],
    ['Rolls', strategyOf(strategy)],
    ['Undone', status?.undo && `to revision ${status.undo.number} by ${status.undo.by}: ${status.undo.why}`],
    ['Deleted', metadata.deletionTimestamp && `asked for ${renderAge(metadata.deletionTimestamp, now)} ago`],
    ['Workflow', status?.workflow?.link ?? status?.workflow?.id],
  ];
  return lines.flatMap(([label, value]) => (value ? [`${`${label}:`.padEnd(11)}${value}`] : [])).join('\n');
}

function countsOf(status: NonNullable<NodePool['status']>): string {
  const { replicas = 0, readyReplicas = 0, updatedReplicas = 0 } = status;
  return `${replicas} nodes, ${readyReplicas} Ready, ${updatedReplicas} of revision ${status.updateRevision ?? '-'}`;
}

function strategyOf({ type, rollingUpdate }: NodePool['spec']['strategy']): string {
  if (type === 'OnDelete') return 'only nodes that somebody deletes (OnDelete)';
  return `at most ${rollingUpdate.maxUnavailable} unavailable, ${rollingUpdate.maxSurge} more than wanted (RollingUpdate)`;
}

function pauses({ status }: NodePool): string {
  const held = (status?.pauses ?? []).map(({ source, by, why, until }) => {
    return `  - ${source === 'command' ? by : source}: ${why}${until ? ` (until ${until})` : ''}`;
  });
  return held.length === 0 ? '' : ['Paused by:', ...held].join('\n');
}

function notes({ status }: NodePool): string {
  const done = (status?.notes ?? []).map((note) => `  - ${note}`);
  return done.length === 0 ? '' : ['Did last:', ...done].join('\n');
}

function conditions(shown: Conditions, now: number): string {
  if (shown.length === 0) return '';
  return renderTable(
    ['CONDITION', 'STATUS', 'FOR', 'REASON', 'MESSAGE'],
    shown.map(({ type, status, lastTransitionTime, reason, message }) => {
      return [type, status, renderAge(lastTransitionTime, now), reason, message];
    }),
  );
}

/** The revisions that a pool can go back to, the newest last. */
export function renderRevisions(pool: NodePool, revisions: readonly ControllerRevision[], now: number): string {
  const wanted = pool.status?.updateRevision;
  const rows = [...revisions]
    .sort((a, b) => a.revision - b.revision)
    .map(({ metadata, revision, data }) => {
      const { spec } = data as Pick<NodePool['spec']['template'], 'spec'>;
      const isWanted = wanted !== undefined && metadata.name.endsWith(`-${wanted}`);
      const made = `${renderAge(metadata.creationTimestamp, now)} ago`;
      return [String(revision), spec.osImage.name, spec.flavor, spec.provider, made, isWanted ? 'wanted' : ''];
    });
  if (rows.length === 0) return `NodePool ${pool.metadata.name} has no revisions yet.`;
  return renderTable(['REVISION', 'IMAGE', 'FLAVOR', 'PROVIDER', 'MADE', ''], rows);
}

import { stringify } from 'yaml';
import type { Change, DiscoveryPlan } from '../discover/change.ts';
import { renderTable } from './table.ts';

/** What is to be made, what differs, what is refused; then how much of it there is. */
export function renderDiscovery({ changes, problems }: DiscoveryPlan, unanswered: readonly string[]): string {
  const made = changes.flatMap((change) =>
    change.action === 'create' ? [`+ ${change.kind.kind} ${change.name}${detailOf(change)}`] : [],
  );
  const drifts = changes.flatMap((change) =>
    change.action === 'drift'
      ? change.fields.map(({ field, ours, theirs, safe }) => [
          `~ ${change.kind.kind} ${change.name}`,
          field,
          ours,
          theirs,
          safe ? '--update' : 'by hand',
        ])
      : [],
  );
  const parts = [
    ...(made.length > 0 ? [made.join('\n')] : []),
    ...(drifts.length > 0 ? [renderTable(['DIFFERS', 'FIELD', 'OURS', 'INVENTORY', 'TAKEN'], drifts)] : []),
    ...(problems.length > 0 ? [problems.map(({ from, why }) => `Refused: ${from}: ${why}`).join('\n')] : []),
    ...(unanswered.length > 0 ? [unanswered.map((what) => `Not answered: ${what}`).join('\n')] : []),
    conclusion(changes, problems.length),
  ];
  return parts.join('\n\n');
}

/** Manifests for git: what is to be made, and nothing else. */
export function renderManifests({ changes }: DiscoveryPlan): string {
  const objects = changes.flatMap((change) => (change.action === 'create' ? [change.object] : []));
  return objects.map((object) => stringify(object, { lineWidth: 0, version: '1.1' }).trimEnd()).join('\n---\n');
}

/** For a program: kinds by their names. */
export function discoveryDocument({ changes, problems }: DiscoveryPlan, unanswered: readonly string[]): object {
  const shown = changes.map(({ kind, ...change }) => ({ ...change, kind: kind.kind }));
  return { changes: shown, problems, unanswered };
}

function detailOf(change: Extract<Change, { action: 'create' }>): string {
  const { devices, manufacturer, model, serialNumber, spec } = change.object as {
    devices?: { function: string }[];
    manufacturer?: string;
    model?: string;
    serialNumber?: string;
    spec?: { subnets?: string[]; role?: string };
  };
  if (change.kind.kind === 'L2Domain' && spec?.role !== 'Management' && !spec?.subnets?.length) {
    return ' (no subnet yet: name some in spec.subnets before nodes are to get addresses there)';
  }
  if (!devices) return '';
  const count = (what: string) => devices.filter((device) => device.function === what).length;
  const made = [manufacturer, model, serialNumber && `serial ${serialNumber}`].filter(Boolean).join(' ');
  return ` (${[made, `${count('network')} network devices, ${count('disk')} disks`].filter(Boolean).join('; ')})`;
}

function conclusion(changes: readonly Change[], refused: number): string {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const fields = [`${count('create')} to create`, `${count('unchanged')} unchanged`, `${count('drift')} differ`];
  return `${[...fields, `${refused} refused`].join(', ')}.`;
}

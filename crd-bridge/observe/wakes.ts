import { isDeepStrictEqual } from 'node:util';
import { ACCEPTED_CONDITION, AVAILABLE_CONDITION } from '../../api/conditions.ts';
import type { WaitsFor } from '../../api/failures.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { Observed } from './observed.ts';

/** Something that may end a node's waiting. */
export interface Wake {
  /** Whoever waits for one of these. */
  of: WaitsFor[];
  /** Such as `Flavor bm-standard changed`. */
  why: string;
}

/** A provider's change may be seen before the wait of a node that met its trouble a moment earlier. */
const JUST_MS = 60_000;

/** Why a node that shows that it waits need not: its provider is well again since shortly. */
export function wokenTooEarly(
  { change }: Extract<Observed, { kind: 'ComputeNode' }>,
  provider: (name: string) => ComputeProvider | undefined,
  now: number,
): string | undefined {
  if (change.type === 'delete' || change.object.status.revision === change.previous?.status.revision) return undefined;
  for (const { kind, name } of change.object.status.waitsFor ?? []) {
    if (kind !== 'ComputeProvider') continue;
    const available = provider(name)?.status?.conditions?.find(({ type }) => type === AVAILABLE_CONDITION);
    if (available?.status !== 'True') continue;
    if (now - Date.parse(available.lastTransitionTime) < JUST_MS) return `ComputeProvider ${name} is well again`;
  }
  return undefined;
}

/** Undefined for changes that nobody can have waited for, such as most of a status. */
export function wakeFor({ kind, change }: Observed): Wake | undefined {
  const { object } = change;
  const name = object.metadata.name;
  const self: WaitsFor = { kind, name };
  if (change.type === 'delete') {
    // Its address can be had again: those who found their subnet exhausted want to know.
    const freed = kind === 'IPAddress' ? [{ kind: 'Subnet', name: change.object.spec.subnet }] : [];
    return { of: [self, ...freed], why: `${kind} ${name} was deleted` };
  }
  const { previous } = change;
  if (!previous) return { of: [self], why: `${kind} ${name} was created` };
  if (previous.metadata.generation !== object.metadata.generation)
    return { of: [self], why: `${kind} ${name} changed` };
  if (!isDeepStrictEqual(previous.metadata.labels, object.metadata.labels)) {
    return { of: [self], why: `the labels of ${kind} ${name} changed` };
  }
  // Only Free: a thousand nodes that wait for any asset need not hear of each one that is taken.
  if (kind === 'ComputeAsset' && change.object.status?.phase === 'Free' && change.previous?.status?.phase !== 'Free') {
    return { of: [self], why: `ComputeAsset ${name} is Free now` };
  }
  const verdict = WATCHED_CONDITIONS.find((type) => statusOf(object, type) !== statusOf(previous, type));
  if (verdict === undefined) return undefined;
  return { of: [self], why: `${verdict} of ${kind} ${name} is ${statusOf(object, verdict) ?? 'gone'} now` };
}

/** Accepted: its references lead somewhere now. Available: a provider's systems answer again. */
const WATCHED_CONDITIONS = [ACCEPTED_CONDITION, AVAILABLE_CONDITION] as const;

function statusOf(object: Resource, type: string): string | undefined {
  const { status } = object as Resource<{ status?: { conditions?: { type: string; status: string }[] } }>;
  return status?.conditions?.find((condition) => condition.type === type)?.status;
}

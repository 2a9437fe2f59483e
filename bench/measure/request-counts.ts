import { GROUP_SUFFIX } from '../../api/groups.ts';
import type { Sample } from './prometheus.ts';

/** What the apiserver counts its requests in. */
export const REQUESTS_METRIC = 'apiserver_request_total';

/** Requests by what they were about, as in "APPLY computenodes/status 200". */
export type RequestCounts = ReadonlyMap<string, RequestCount>;

export interface RequestCount {
  verb: string;
  /** With its subresource. */
  resource: string;
  code: string;
  count: number;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']);
const READS = new Set(['GET', 'LIST']);

/** Requests that write to our kinds. Events are no kind of ours. */
export function writesOf(samples: readonly Sample[]): RequestCounts {
  return countsOf(samples, ({ verb = '', group = '' }) => WRITES.has(verb) && isOurs(group));
}

export function readsOf(samples: readonly Sample[]): RequestCounts {
  return countsOf(samples, ({ verb = '', group = '' }) => READS.has(verb) && isOurs(group));
}

export function eventWritesOf(samples: readonly Sample[]): RequestCounts {
  return countsOf(samples, ({ verb = '', resource = '' }) => WRITES.has(verb) && resource === 'events');
}

/** What was added between two looks; what did not move is left out. */
export function added(before: RequestCounts, after: RequestCounts): RequestCount[] {
  return [...after]
    .map(([key, request]) => ({ ...request, count: request.count - (before.get(key)?.count ?? 0) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
}

export function total(counts: Iterable<Pick<RequestCount, 'count'>>): number {
  let sum = 0;
  for (const { count } of counts) sum += count;
  return sum;
}

function countsOf(samples: readonly Sample[], wanted: (labels: Sample['labels']) => boolean): RequestCounts {
  const counts = new Map<string, RequestCount>();
  for (const { labels, value } of samples) {
    if (!wanted(labels)) continue;
    const { verb = '', code = '', subresource } = labels;
    const resource = subresource ? `${labels['resource']}/${subresource}` : (labels['resource'] ?? '');
    const key = `${verb} ${resource} ${code}`;
    counts.set(key, { verb, resource, code, count: value + (counts.get(key)?.count ?? 0) });
  }
  return counts;
}

function isOurs(group: string): boolean {
  return group === GROUP_SUFFIX || group.endsWith(`.${GROUP_SUFFIX}`);
}

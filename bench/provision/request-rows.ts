import { added, eventWritesOf, readsOf, type RequestCount, total, writesOf } from '../measure/request-counts.ts';
import { type Aim, type Row, rowOf } from '../report/row.ts';
import type { NodeRound } from './round.ts';

const WRITES_AIM: Aim = { at: 'most', limit: 14 };
const EVENTS_AIM: Aim = { at: 'most', limit: 10 };

/** What nodes ask of the apiserver, the operator's own apply included; then by resource and verb. */
export function requestRows(rounds: readonly NodeRound[], count: number): Row[] {
  const of = (counts: typeof writesOf) =>
    rounds.flatMap(({ requests }) => added(counts(requests.before), counts(requests.after)));
  const perNode = (requests: readonly RequestCount[]) => total(requests) / count / rounds.length;
  const writes = of(writesOf);
  const events = of(eventWritesOf);
  const reads = of(readsOf);
  const parts = (requests: readonly RequestCount[]) =>
    [...sums(requests)].map(([what, sum]) =>
      rowOf({ name: `  ${what}`, value: sum / count / rounds.length, unit: 'per node' }),
    );
  return [
    rowOf({ name: 'apiWritesPerNode', value: perNode(writes), unit: 'writes', aim: WRITES_AIM }),
    ...parts(writes),
    rowOf({ name: 'eventsPerNode', value: perNode(events), unit: 'events', aim: EVENTS_AIM }),
    ...parts(events),
    rowOf({ name: 'apiReadsPerNode', value: perNode(reads), unit: 'reads' }),
    ...parts(reads),
  ];
}

/** Refused writes stand apart: they are what races cost. */
function sums(requests: readonly RequestCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { verb, resource, code, count } of requests) {
    const what = `${verb} ${resource}${code.startsWith('2') ? '' : ` refused with ${code}`}`;
    sums.set(what, count + (sums.get(what) ?? 0));
  }
  return new Map([...sums].toSorted(([, a], [, b]) => b - a));
}

import type { Sample } from '../../../bench/measure/prometheus.ts';
import { added, eventWritesOf, readsOf, total, writesOf } from '../../../bench/measure/request-counts.ts';

function request(
  verb: string,
  group: string,
  resource: string,
  value: number,
  more: Record<string, string> = {},
): Sample {
  return { name: 'apiserver_request_total', labels: { verb, group, resource, code: '200', ...more }, value };
}

const BEFORE = [
  request('APPLY', 'compute.tess.io', 'computenodes', 5, { subresource: 'status' }),
  request('GET', 'infra.tess.io', 'assetclaims', 50),
];
const AFTER = [
  request('APPLY', 'compute.tess.io', 'computenodes', 11, { subresource: 'status' }),
  request('POST', 'infra.tess.io', 'assetclaims', 2, { code: '409' }),
  request('POST', 'infra.tess.io', 'assetclaims', 1, { code: '201', scope: 'resource' }),
  request('POST', 'infra.tess.io', 'assetclaims', 1, { code: '201', scope: 'cluster' }),
  request('GET', 'infra.tess.io', 'assetclaims', 57),
  request('WATCH', 'infra.tess.io', 'assetclaims', 9),
  request('POST', '', 'events', 6),
  request('PUT', 'coordination.k8s.io', 'leases', 99),
];

test('writes to our kinds are counted: by resource, refused ones apart, neither Events nor what others write', () => {
  expect(added(writesOf(BEFORE), writesOf(AFTER))).toEqual([
    { verb: 'APPLY', resource: 'computenodes/status', code: '200', count: 6 },
    { verb: 'POST', resource: 'assetclaims', code: '409', count: 2 },
    { verb: 'POST', resource: 'assetclaims', code: '201', count: 2 },
  ]);
});

test('Events are counted apart', () => {
  expect(total(added(eventWritesOf(BEFORE), eventWritesOf(AFTER)))).toBe(6);
});

test('reads are counted apart, watches are none', () => {
  expect(total(added(readsOf(BEFORE), readsOf(AFTER)))).toBe(7);
});

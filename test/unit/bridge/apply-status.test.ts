import { ClusterError, ForeignClusterError, type ObjectRef } from '../../../api/cluster/index.ts';
import type { ComputeNode, ComputeNodeStatus } from '../../../api/kinds/compute-node.ts';
import { createStatusActivities } from '../../../crd-bridge/status/apply-status.ts';
import { decideStatus } from '../../../crd-bridge/status/decide.ts';
import { fitStatus } from '../../../crd-bridge/status/fit-status.ts';
import type { StatusEdge } from '../../../workflows/contract.ts';
import { node } from './objects.ts';

const OLD = '2026-01-01T00:00:00Z';
const NEW = '2026-01-02T00:00:00Z';
const REF = { namespace: 'default', name: 'web-1', uid: 'uid-web-1' };
const edge = (revision: number, status: Partial<ComputeNodeStatus> = {}): StatusEdge => ({
  ref: REF,
  revision,
  status: { observedGeneration: 1, phase: 'Ready', ...status },
});
const shown = (revision?: number, status: object = {}) =>
  node({ resourceVersion: '40' }, { observedGeneration: 1, phase: 'Ready', revision, ...status });

describe('the decision', () => {
  it.each<[string, ComputeNode | undefined, StatusEdge, object]>([
    ['no object', undefined, edge(5), { type: 'answer', result: { outcome: 'gone' } }],
    ['another object of that name', node({ uid: 'other' }), edge(5), { type: 'answer', result: { outcome: 'gone' } }],
    ['nothing shown yet', shown(), edge(0), { type: 'write', resourceVersion: '40' }],
    ['an older one shown', shown(4), edge(5), { type: 'write', resourceVersion: '40' }],
    ['the same one shown', shown(5), edge(5), { type: 'answer', result: { outcome: 'applied' } }],
    [
      'the same revision with other content',
      shown(5, { phase: 'Failed' }),
      edge(5),
      { type: 'answer', result: { outcome: 'stale', revision: 5 } },
    ],
    ['a newer one shown', shown(6), edge(5), { type: 'answer', result: { outcome: 'stale', revision: 6 } }],
  ])('%s', (_, object, given, expected) => {
    expect(decideStatus(object, given)).toMatchObject(expected);
  });

  it('carries the revision, and keeps the time of conditions that did not change', () => {
    const condition = (status: 'True' | 'False', lastTransitionTime: string) => ({
      type: 'Ready',
      status,
      reason: 'R',
      message: '',
      lastTransitionTime,
    });
    const before = shown(4, { conditions: [condition('True', OLD)] });

    const kept = decideStatus(before, edge(5, { conditions: [condition('True', NEW)] }));
    const changed = decideStatus(before, edge(5, { conditions: [condition('False', NEW)] }));

    expect(kept).toMatchObject({ status: { revision: 5, conditions: [{ lastTransitionTime: OLD }] } });
    expect(changed).toMatchObject({ status: { conditions: [{ lastTransitionTime: NEW }] } });
  });

  it('is cut to the bounds of the schema, which would refuse it whole', () => {
    const long = '🙂'.repeat(3000);
    const history = Array.from({ length: 12 }, (_, n) => ({ operation: `op-${n}`, result: 'Ready', startedAt: 't' }));
    const fitted = fitStatus({
      observedGeneration: 1,
      history,
      conditions: [{ type: 'Ready', status: 'False', reason: 'R', message: long, lastTransitionTime: 't' }],
      steps: [{ name: 'install', state: 'Failed', message: long }],
    });

    expect(fitted.conditions?.[0]?.message.length).toBeLessThanOrEqual(4096);
    expect(fitted.steps?.[0]?.message).toMatch(/🙂…$/u);
    expect(fitted.history?.map(({ operation }) => operation).slice(0, 2)).toEqual(['op-2', 'op-3']);
  });
});

describe('the activity', () => {
  /** An apiserver with one node, and what this bridge believes of it. */
  function world({
    live,
    cached = live,
    failures = [],
    foreign = false,
  }: {
    live?: ComputeNode;
    cached?: ComputeNode;
    failures?: Error[];
    foreign?: boolean;
  }) {
    const counts: string[] = [];
    const edges: unknown[] = [];
    const written: unknown[] = [];
    const said: string[] = [];
    const client = {
      get: jest.fn(async () => live),
      applyStatus: jest.fn(
        async (
          _: unknown,
          object: { metadata: ObjectRef & { resourceVersion?: string }; status: ComputeNodeStatus },
        ) => {
          const failure = failures.shift();
          if (failure) throw failure;
          if (!live) throw refused(404, 'NotFound');
          if (object.metadata.resourceVersion !== live.metadata.resourceVersion) throw refused(409, 'Conflict');
          written.push(object.status.revision);
          return { ...live, status: object.status };
        },
      ),
    };
    const activities = createStatusActivities({
      client: client as never,
      held: () => undefined,
      verifyCluster: async () => {
        if (foreign) throw new ForeignClusterError('https://a', 'one', 'two');
      },
      fleet: { of: () => ({ store: { get: () => cached as never }, observe: () => undefined }) },
      say: (_, events) => said.push(...events.map(({ reason }) => reason)),
      count: (outcome) => counts.push(outcome),
      wrote: (previous, next) => edges.push([previous.revision, next.revision]),
    });
    return { apply: activities['status.apply'], client, counts, edges, written, said };
  }
  const refused = (status: number, reason: string) => new ClusterError({ status, reason, message: reason });
  const ready: Partial<ComputeNodeStatus> = {
    conditions: [{ type: 'Ready', status: 'True', reason: 'R', message: '', lastTransitionTime: 't' }],
  };

  it('writes by what the watch knows, without reading, and tells of it', async () => {
    const { apply, client, written, said, edges } = world({ live: shown(4) });

    await expect(apply(edge(5, ready))).resolves.toEqual({ outcome: 'applied' });

    expect(client.get).not.toHaveBeenCalled();
    expect([written, said, edges]).toEqual([[5], ['Ready'], [[4, 5]]]);
  });

  it('counts no edge that it did not write: one shown before, one overtaken, one refused', async () => {
    const repeated = world({ live: shown(5) });
    await repeated.apply(edge(5));
    const overtaken = world({ live: shown(9) });
    await overtaken.apply(edge(5));
    const failed = world({ live: shown(4), failures: [refused(503, 'ServiceUnavailable')] });
    await expect(failed.apply(edge(5))).rejects.toMatchObject({ type: 'Unavailable' });

    expect([repeated.edges, overtaken.edges, failed.edges]).toEqual([[], [], []]);
    expect(failed.counts).toEqual(['failed']);
  });

  it('reads again after a conflict, and drops what was overtaken meanwhile', async () => {
    const { apply, counts, written } = world({
      cached: shown(4),
      live: { ...shown(9), metadata: { ...shown().metadata, resourceVersion: '41' } },
    });

    await expect(apply(edge(5))).resolves.toEqual({ outcome: 'stale', revision: 9 });

    expect([counts, written]).toEqual([['conflict', 'stale'], []]);
  });

  it('writes after a conflict with somebody who changed only the spec', async () => {
    const { apply, written } = world({
      cached: shown(4),
      live: { ...shown(4), metadata: { ...shown().metadata, resourceVersion: '41' } },
    });

    await expect(apply(edge(5))).resolves.toEqual({ outcome: 'applied' });

    expect(written).toEqual([5]);
  });

  it.each([
    ['gone', shown(4), undefined, { outcome: 'gone' }],
    ['made anew', shown(4), node({ uid: 'other', resourceVersion: '41' }), { outcome: 'gone' }],
    ['not in the watch yet', undefined, shown(4), { outcome: 'applied' }],
    ['wiped since the watch showed it', shown(9), shown(), { outcome: 'applied' }],
  ])('asks the apiserver when in doubt: the node is %s', async (_, cached, live, result) => {
    const { apply } = world({ cached, live });

    await expect(apply(edge(5))).resolves.toEqual(result);
  });

  it('gives up after a few conflicts in a row, for Temporal to try again', async () => {
    const { apply, client } = world({
      live: shown(4),
      failures: Array.from({ length: 9 }, () => refused(409, 'Conflict')),
    });

    await expect(apply(edge(5))).rejects.toMatchObject({ type: 'Unavailable', nonRetryable: false });

    expect(client.applyStatus).toHaveBeenCalledTimes(5);
  });

  it('does not try again what the schema refuses', async () => {
    const { apply } = world({ live: shown(4), failures: [refused(422, 'Invalid')] });

    await expect(apply(edge(5))).rejects.toMatchObject({ type: 'InvalidInput', nonRetryable: true });
  });

  it.each([
    ['of what the watch shows', shown(4)],
    ['of what the watch does not know', undefined],
  ])("does not take another cluster's silence for an absence: %s", async (_, cached) => {
    const { apply } = world({ cached, foreign: true });

    await expect(apply(edge(5))).rejects.toMatchObject({
      type: 'Unavailable',
      message: expect.stringContaining('another cluster'),
    });
  });
});

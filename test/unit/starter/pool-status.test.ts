import type { ControllerRevision } from '../../../api/kinds/controller-revision.ts';
import { nodePool, type NodePool } from '../../../api/kinds/node-pool.ts';
import { renderPoolStatus, renderRevisions } from '../../../starter/render/pool-status.ts';
import { aCondition, ago, NOW } from './a-node.ts';

const template = (image: string) => ({
  metadata: { labels: { role: 'web' } },
  spec: { provider: 'native', flavor: 'bm-standard', osImage: { name: image } },
});

function aPool(status: object | undefined, spec: object = {}, metadata: object = {}): NodePool {
  const wish = { replicas: 3, selector: { role: 'web' }, template: template('rhel9'), ...spec };
  const parsed = nodePool.schema.parse({ spec: wish, ...(status && { status }) });
  return {
    apiVersion: 'compute.tess.io/v1alpha1',
    kind: 'NodePool',
    metadata: { name: 'web', namespace: 'default', creationTimestamp: ago(600), ...metadata },
    ...parsed,
  } as NodePool;
}

const counts = { revision: 4, replicas: 3, readyReplicas: 2, updatedReplicas: 1, updateRevision: 'bb' };

test('begins with what the pool wants, what it has, and how it rolls', () => {
  expect(
    renderPoolStatus(
      aPool(counts, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: 1 } } }),
      NOW,
    ),
  ).toBe(
    [
      'Pool:      default/web, 10m old',
      'Wants:     3 × bm-standard with rhel9 from native',
      'Has:       3 nodes, 2 Ready, 1 of revision bb',
      'Rolls:     at most 25% unavailable, 1 more than wanted (RollingUpdate)',
    ].join('\n'),
  );
});

test.each<[string, NodePool, string]>([
  ['that nobody looked at yet', aPool(undefined), 'Has:       not been looked at yet'],
  ['with nodes on their way out', aPool({ ...counts, deletingReplicas: 2 }), ', 2 on their way out'],
  [
    'that leaves old nodes alone',
    aPool(counts, { strategy: { type: 'OnDelete' } }),
    'Rolls:     only nodes that somebody deletes (OnDelete)',
  ],
  [
    'that was undone',
    aPool({ ...counts, undo: { revision: 'aa', number: 1, by: 'ops', why: 'slow disks', since: ago(60) } }),
    'Undone:    to revision 1 by ops: slow disks',
  ],
  ['that is deleted', aPool(counts, {}, { deletionTimestamp: ago(120) }), 'Deleted:   asked for 2m ago'],
  [
    'with a link to its workflow',
    aPool({ ...counts, workflow: { id: 'nodepool/x', link: 'http://ui.example/x' } }),
    'Workflow:  http://ui.example/x',
  ],
  ['with its workflow by id', aPool({ ...counts, workflow: { id: 'nodepool/x' } }), 'Workflow:  nodepool/x'],
  [
    'held by a command',
    aPool({
      ...counts,
      pauses: [{ source: 'command', by: 'ops', why: 'freeze', since: ago(9), until: '2026-12-01T00:00:00Z' }],
    }),
    'Paused by:\n  - ops: freeze (until 2026-12-01T00:00:00Z)',
  ],
  [
    'held by its spec',
    aPool({ ...counts, pauses: [{ source: 'spec', by: 'spec.paused', why: 'spec.paused is set', since: ago(9) }] }),
    'Paused by:\n  - spec: spec.paused is set',
  ],
  [
    'that did something',
    aPool({ ...counts, notes: ['Creates web-1', 'Deletes web-2'] }),
    'Did last:\n  - Creates web-1\n  - Deletes web-2',
  ],
  [
    'with conditions',
    aPool({ ...counts, conditions: [aCondition('Ready', 'False', 'NodesNotReady', '1 of 3 is not Ready')] }),
    'Ready      False   1m30s  NodesNotReady  1 of 3 is not Ready',
  ],
])('shows a pool %s', (_, pool, words) => {
  expect(renderPoolStatus(pool, NOW)).toContain(words);
});

const revision = (number: number, hash: string, image: string): ControllerRevision => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name: `web-${hash}`, creationTimestamp: ago(60 * number) },
  revision: number,
  data: template(image),
});

test('revisions stand in the order in which they were made; the one that is wanted says so', () => {
  expect(
    renderRevisions(aPool({ updateRevision: 'aa' }), [revision(2, 'bb', 'rhel10'), revision(1, 'aa', 'rhel9')], NOW),
  ).toBe(
    [
      'REVISION  IMAGE   FLAVOR       PROVIDER  MADE',
      '1         rhel9   bm-standard  native    1m ago  wanted',
      '2         rhel10  bm-standard  native    2m ago',
    ].join('\n'),
  );
  expect(renderRevisions(aPool(undefined), [], NOW)).toBe('NodePool web has no revisions yet.');
});

import { DELETE_FIRST_ANNOTATION, NODE_POOL_FINALIZER, PAUSE_ANNOTATION, POOL_UID_LABEL } from '../../../api/groups.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { ObjectMeta } from '../../../api/kinds/kind.ts';
import { nodePool, type NodePool } from '../../../api/kinds/node-pool.ts';
import { digestOf } from '../../../api/pool/observed-nodes.ts';
import { affectedBy } from '../../../crd-bridge/observe/affected.ts';
import type { Observed } from '../../../crd-bridge/observe/observed.ts';
import { planned, storesOf } from './fleet-of.ts';
import { node, object } from './objects.ts';

const AT = '2026-01-01T00:00:00Z';
const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'R',
  message: '',
  lastTransitionTime: AT,
});
const ROLE = { role: 'web' };

function pool(metadata: Partial<ObjectMeta> = {}, status?: object, role = ROLE): NodePool {
  const template = {
    metadata: { labels: role },
    spec: { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' } },
  };
  return object(
    nodePool,
    { name: 'web', namespace: 'default', finalizers: [NODE_POOL_FINALIZER], ...metadata },
    { spec: { selector: role, template }, status },
  );
}

const member = (metadata: Partial<ObjectMeta> = {}, status: object = {}) => node({ labels: ROLE, ...metadata }, status);

/** A status that shows the pool and these nodes as they are. */
function shown(nodes: ComputeNode[] = [], more: object = {}): object {
  const observedNodes = digestOf(pool(), nodes);
  return { observedGeneration: 1, revision: 3, observedNodes, conditions: [condition('Accepted')], ...more };
}

const ready = member({}, { conditions: [condition('Ready')] });

it.each<[string, NodePool, ComputeNode[], object]>([
  ['of a new one', pool(), [], { generation: 1, delete: false, why: 'its status shows nothing yet' }],
  ['of a new generation', pool({ generation: 2 }, shown()), [], { generation: 2 }],
  ['of its deletion', pool({ deletionTimestamp: AT }, shown()), [], { delete: true }],
  ['of a node that came', pool({}, shown()), [member()], { generation: 1 }],
  ['of a node that went', pool({}, shown([member()])), [], { generation: 1 }],
  ['of a node that became Ready', pool({}, shown([member()])), [ready], { generation: 1 }],
  ['of a node that is not Ready any more', pool({}, shown([ready])), [member()], { generation: 1 }],
  [
    'of a node that is to go first',
    pool({}, shown([member()])),
    [member({ annotations: { [DELETE_FIRST_ANNOTATION]: '' } })],
    { generation: 1 },
  ],
  [
    'of an annotation that holds it',
    pool({ annotations: { [PAUSE_ANNOTATION]: 'hands off' } }, shown()),
    [],
    { pausedByAnnotation: 'hands off' },
  ],
])('the chain is told %s', (_, object, nodes, desire) => {
  expect(planned(object, {}, nodes)).toEqual([{ type: 'desire', desire: expect.objectContaining(desire) as object }]);
});

it('is told when an older pool stands in its way, and when it does so no more', () => {
  const older = pool({ name: 'older', creationTimestamp: '2025-01-01T00:00:00Z' });
  const refused = shown([], { conditions: [condition('Accepted', 'False')] });

  expect(planned(pool({}, shown()), {}, [older])).toMatchObject([{ desire: { accepted: false } }]);
  expect(planned(pool({}, refused), {}, [older])).toEqual([]);
  expect(planned(pool({}, refused))).toMatchObject([{ desire: { accepted: true } }]);
});

it.each<[string, NodePool, ComputeNode[]]>([
  ['nothing that its status does not show', pool({}, shown([ready])), [ready]],
  ['a step of a node', pool({}, shown([member()])), [member({}, { steps: [{ name: 'install', state: 'Running' }] })]],
  ['a node that is nothing to it', pool({}, shown()), [node({ name: 'db-1', labels: { role: 'db' } })]],
])('the chain is not told of %s', (_, object, nodes) => {
  expect(planned(object, {}, nodes)).toEqual([]);
});

it('has its finalizer before anything is said', () => {
  expect(planned(pool({ finalizers: [] }))).toMatchObject([
    { type: 'setFinalizers', finalizers: [NODE_POOL_FINALIZER] },
  ]);
});

describe('a changed node', () => {
  const { view } = storesOf(pool(), pool({ name: 'db' }, undefined, { role: 'db' }));
  const touched = (object: ComputeNode, previous?: ComputeNode) =>
    affectedBy({ kind: 'ComputeNode', change: { type: 'upsert', object, previous } } as Observed, view);

  it.each<[string, ComputeNode, ComputeNode | undefined, boolean]>([
    ['that is new', member(), undefined, true],
    ['that became Ready', ready, member(), true],
    ['that lost the label', node(), member(), true],
    ['that was taken by another', member({ labels: { ...ROLE, [POOL_UID_LABEL]: 'x' } }), member(), true],
    ['that came a step further', member({}, { steps: [] }), member(), false],
    ['of nobody', node(), undefined, false],
  ])('%s is news to its pool, or not', (_, object, previous, isNews) => {
    expect(touched(object, previous).includes('NodePool default/web')).toBe(isNews);
    expect(touched(object, previous)).not.toContain('NodePool default/db');
  });
});

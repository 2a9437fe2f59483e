import type { Resource } from '../../../api/kinds/kind.ts';
import { computeNodeDisruptionBudget } from '../../../api/kinds/compute-node-disruption-budget.ts';
import { affectedBy } from '../../../crd-bridge/observe/affected.ts';
import type { Observed } from '../../../crd-bridge/observe/observed.ts';
import { type Knowledge, planned, storesOf } from './fleet-of.ts';
import { node, object } from './objects.ts';

const conditions = (ready: 'True' | 'False') => [
  { type: 'Ready', status: ready, reason: 'R', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' },
];
const web = (name: string, ready: 'True' | 'False' = 'True', labels: Record<string, string> = { role: 'web' }) =>
  node({ name, labels }, { observedGeneration: 1, conditions: conditions(ready) });
const budget = (status?: object, metadata: object = {}) =>
  object(
    computeNodeDisruptionBudget,
    { name: 'web', namespace: 'default', ...metadata },
    { spec: { selector: { role: 'web' }, maxUnavailable: 1 }, status },
  );
const SHOWN = { observedGeneration: 1, revision: 3, waiting: 0, nodes: { total: 2, ready: 2 } };
const WAITED_FOR = { ...SHOWN, waiting: 1 };
const nodes = [web('web-1'), web('web-2'), web('db-1', 'False', { role: 'db' })];

it.each<[string, Resource, Knowledge, Resource[], object]>([
  [
    'of a new one',
    budget(),
    {},
    nodes,
    { generation: 1, total: 2, ready: 2, why: 'its status does not show generation 1' },
  ],
  ['of a new generation', budget(SHOWN, { generation: 2 }), {}, nodes, { generation: 2 }],
  ['of one without a workflow', budget(SHOWN), { workflowMissing: true }, nodes, { why: 'it has no open workflow' }],
  [
    'of its nodes, when somebody waits and one became Ready',
    budget({ ...WAITED_FOR, nodes: { total: 2, ready: 1 } }),
    { said: { generation: 1, total: 2, ready: 1, why: '' } },
    nodes,
    { total: 2, ready: 2, why: 'its nodes changed' },
  ],
])('the chain is told %s', (_, about, knowledge, others, desire) => {
  expect(planned(about, knowledge, others)).toEqual([
    { type: 'desire', desire: expect.objectContaining(desire) as object },
  ]);
});

it.each<[string, Resource, Knowledge, Resource[]]>([
  ['what its status shows', budget(WAITED_FOR), {}, nodes],
  ['of its nodes, while nobody waits', budget(SHOWN), {}, [web('web-1', 'False')]],
  [
    'what was said already',
    budget(WAITED_FOR),
    { said: { generation: 1, total: 1, ready: 0, why: '' } },
    [web('web-1', 'False')],
  ],
])('nothing is said %s', (_, about, knowledge, others) => {
  expect(planned(about, knowledge, others)).toEqual([]);
});

it.each<[string, Resource, Resource | undefined, object, string[]]>([
  ['becomes Ready', web('web-1'), web('web-1', 'False'), WAITED_FOR, ['ComputeNodeDisruptionBudget default/web']],
  ['comes', web('web-1'), undefined, WAITED_FOR, ['ComputeNodeDisruptionBudget default/web']],
  [
    'is labelled otherwise',
    web('web-1', 'True', {}),
    web('web-1'),
    WAITED_FOR,
    ['ComputeNodeDisruptionBudget default/web'],
  ],
  ['is as it was', web('web-1'), web('web-1'), WAITED_FOR, []],
  ['becomes Ready while nobody waits', web('web-1'), web('web-1', 'False'), SHOWN, []],
  ['is another one’s', web('web-1', 'True', {}), web('web-1', 'False', {}), WAITED_FOR, []],
])('a node that %s: which budgets are looked at', (_, now, previous, status, budgets) => {
  const { view } = storesOf(budget(status), now);
  const change = { kind: 'ComputeNode', change: { type: 'upsert', object: now, previous } } as Observed;
  expect(affectedBy(change, view)).toEqual(['ComputeNode default/web-1', ...budgets]);
});

it('a node that goes makes room', () => {
  const { view } = storesOf(budget(WAITED_FOR));
  const change = { kind: 'ComputeNode', change: { type: 'delete', object: web('web-1') } } as Observed;
  expect(affectedBy(change, view)).toContain('ComputeNodeDisruptionBudget default/web');
});

import { NODE_FINALIZER, PAUSE_ANNOTATION } from '../../../api/groups.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { isSettled } from '../../../crd-bridge/kinds/compute-node.ts';
import { planned, type Knowledge } from './fleet-of.ts';
import { node } from './objects.ts';

const SETTLED = { observedGeneration: 1, revision: 7 };
const DELETED = '2026-02-01T00:00:00Z';
const pause = (source: string, why = 'switch swap') => ({ source, by: 'alice', why, since: DELETED });

describe('a node without our finalizer', () => {
  it('gets it first, beside those of others, and nothing is said yet', () => {
    const object = node({ finalizers: ['other/one'], resourceVersion: '5' });

    expect(planned(object)).toEqual([
      {
        type: 'setFinalizers',
        finalizers: ['other/one', NODE_FINALIZER],
        resourceVersion: '5',
        why: 'the node must not vanish before its machine is given back',
      },
    ]);
  });

  it('is left alone when it is being deleted', () => {
    expect(planned(node({ finalizers: ['other/one'], deletionTimestamp: DELETED }))).toEqual([]);
  });
});

describe('a desire is said', () => {
  it.each<[string, ComputeNode, Knowledge, object]>([
    ['of a new node', node(), {}, { generation: 1, delete: false, why: 'its status shows nothing yet' }],
    [
      'of a new generation',
      node({ generation: 2 }, SETTLED),
      {},
      { generation: 2, why: 'generation 2 of its spec is new' },
    ],
    [
      'of a deletion, although its status is settled',
      node({ deletionTimestamp: DELETED }, SETTLED),
      {},
      { delete: true, why: `its deletion was asked for at ${DELETED}` },
    ],
    [
      'of a pause in the spec',
      node({}, SETTLED, { paused: true }),
      {},
      { pausedBySpec: true, why: 'its pauses changed' },
    ],
    [
      'of a pause by annotation, with its reason',
      node({ annotations: { [PAUSE_ANNOTATION]: 'fan' } }, SETTLED),
      {},
      { pausedByAnnotation: 'fan' },
    ],
    [
      'of a pause that the object no longer asks for',
      node({}, { ...SETTLED, pauses: [pause('spec')] }),
      {},
      { pausedBySpec: false, why: 'its pauses changed' },
    ],
    [
      'of an annotation whose reason changed',
      node({ annotations: { [PAUSE_ANNOTATION]: 'fan' } }, { ...SETTLED, pauses: [pause('annotation', 'disk')] }),
      {},
      { pausedByAnnotation: 'fan' },
    ],
    [
      'when the status was wiped',
      node({}, { observedGeneration: -1 }),
      {},
      { generation: 1, why: 'its status shows nothing yet' },
    ],
    [
      'when the revision was wiped',
      node({}, { observedGeneration: 1 }),
      {},
      { generation: 1, why: 'its status shows nothing yet' },
    ],
    [
      'when the workflow is missing, settled or not',
      node({}, SETTLED),
      { workflowMissing: true },
      { why: 'it has no open workflow' },
    ],
    [
      'when something else was said before',
      node({ generation: 3 }, SETTLED),
      { said: { generation: 2, delete: false, pausedBySpec: false, why: '' } },
      { generation: 3 },
    ],
  ])('%s', (_, object, knowledge, expected) => {
    expect(planned(object, knowledge)).toEqual([{ type: 'desire', desire: expect.objectContaining(expected) }]);
  });
});

describe('nothing is said', () => {
  const said = { generation: 1, delete: false, pausedBySpec: false, why: 'whatever it was' };

  it.each<[string, ComputeNode, Knowledge]>([
    ['of a settled node', node({}, SETTLED), {}],
    ['of a node paused by command only', node({}, { ...SETTLED, pauses: [pause('command')] }), {}],
    ['of a pause that is shown', node({}, { ...SETTLED, pauses: [pause('spec')] }, { paused: true }), {}],
    ['a second time, for the same reason or another', node(), { said }],
  ])('%s', (_, object, knowledge) => {
    expect(planned(object, knowledge)).toEqual([]);
  });
});

it('a long annotation is settled when its cut form is shown', () => {
  const why = 'x'.repeat(2000);
  const shown = { ...SETTLED, pauses: [pause('annotation', why.slice(0, 1024))] };

  expect(isSettled(node({ annotations: { [PAUSE_ANNOTATION]: why } }, shown))).toBe(true);
});

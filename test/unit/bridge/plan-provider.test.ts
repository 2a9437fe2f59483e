import type { ComputeProvider } from '../../../api/kinds/compute-provider.ts';
import { isShown } from '../../../crd-bridge/kinds/compute-provider.ts';
import { planned, type Knowledge } from './fleet-of.ts';
import { provider } from './objects.ts';

const SHOWN = { observedGeneration: 1, revision: 3 };

it.each<[string, ComputeProvider, Knowledge, object]>([
  ['of a new one', provider(), {}, { generation: 1, why: 'its status does not show generation 1' }],
  ['of a new generation', provider({ generation: 2 }, SHOWN), {}, { generation: 2 }],
  ['of one whose status was wiped', provider({}, {}), {}, { generation: 1 }],
  [
    'of one without a workflow, although its status is shown',
    provider({}, SHOWN),
    { workflowMissing: true },
    { generation: 1, why: 'it has no open workflow' },
  ],
  [
    'again when what was said is of an older generation',
    provider({ generation: 2 }, SHOWN),
    { said: { generation: 1, why: '' } },
    { generation: 2 },
  ],
])('the chain is told %s', (_, object, knowledge, desire) => {
  expect(planned(object, knowledge)).toEqual([{ type: 'desire', desire: expect.objectContaining(desire) }]);
});

it.each<[string, ComputeProvider, Knowledge]>([
  ['that its status shows', provider({}, SHOWN), {}],
  ['that was said already', provider(), { said: { generation: 1, why: 'other words' } }],
])('nothing is said of a generation %s', (_, object, knowledge) => {
  expect(planned(object, knowledge)).toEqual([]);
});

it('shows a generation only with a revision beside it', () => {
  expect(isShown(provider({}, SHOWN))).toBe(true);
  expect(isShown(provider({}, { observedGeneration: 1 }))).toBe(false);
});

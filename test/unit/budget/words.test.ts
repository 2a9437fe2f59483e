import { heldInWords } from '../../../activities/budget/words.ts';
import type { Refusal } from '../../../api/disruption-budget.ts';
import { RACK_LABEL } from '../../../api/groups.ts';
import { aBudget } from './a-budget.ts';

const refusal: Refusal = {
  domain: 'r1',
  total: 6,
  limit: 1,
  down: 0,
  held: 1,
  holders: [{ node: 'web-3', operation: 'Reboot' }],
  ahead: 0,
  passes: true,
};
const perRack = aBudget('web', { perTopology: RACK_LABEL, maxUnavailable: 1 });
const overrule = 'To go on against the budget: bedplate confirm web-1 --budget --why TEXT';

test.each([
  [
    'one holder',
    perRack,
    refusal,
    'ComputeNodeDisruptionBudget web lets 1 of the 6 nodes of rack r1 be unavailable: web-3 (Reboot) is being worked on; ' +
      `it goes on by itself when one of them is done. ${overrule}`,
  ],
  [
    'many holders, and a queue',
    aBudget('web', { maxUnavailable: '50%' }),
    {
      ...refusal,
      domain: '',
      total: 12,
      limit: 6,
      down: 2,
      held: 4,
      holders: ['a', 'b', 'c'].map((node) => ({ node, operation: 'Delete' as const })),
      ahead: 7,
    },
    'ComputeNodeDisruptionBudget web lets 6 of the 12 nodes that it selects be unavailable: a (Delete), b (Delete), ' +
      'c (Delete) and 1 more are being worked on, 2 are not Ready anyway; 7 wait before it; ' +
      `it goes on by itself when one of them is done. ${overrule}`,
  ],
  [
    'nobody to wait for',
    perRack,
    { ...refusal, down: 1, held: 0, holders: [], passes: false },
    'ComputeNodeDisruptionBudget web lets 1 of the 6 nodes of rack r1 be unavailable: 1 is not Ready anyway; ' +
      `it goes on by itself when enough of them are Ready, or the budget is edited. ${overrule}`,
  ],
  [
    'a frozen budget',
    perRack,
    { ...refusal, domain: '', limit: 0, held: 0, holders: [], passes: false },
    'ComputeNodeDisruptionBudget web lets 0 of the 6 nodes without a rack be unavailable: none may be touched; ' +
      `it goes on by itself when enough of them are Ready, or the budget is edited. ${overrule}`,
  ],
])('%s, in words', (_, budget, numbers, words) => {
  expect(heldInWords(budget, 'web-1', numbers)).toBe(words);
});

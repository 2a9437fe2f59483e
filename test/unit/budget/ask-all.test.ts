import { askAll } from '../../../activities/budget/ask-all.ts';
import type { DisruptionBudgets } from '../../../activities/ports/disruption-budgets.ts';
import type { Refusal } from '../../../api/disruption-budget.ts';
import { aBudget } from './a-budget.ts';

type Answers = Record<string, 'gives' | 'is held' | 'is frozen'>;

const refusal = (passes: boolean): Refusal => {
  return { domain: '', total: 3, limit: 1, down: 0, held: 1, holders: [], ahead: 0, passes };
};

/** What is said to each budget, when they answer so; told to them in the wrong order. */
async function asked(answers: Answers, nodes = ['web-1']) {
  const said: string[] = [];
  const port: DisruptionBudgets = {
    async ask({ name }, request) {
      said.push(`ask ${name} ${request.nodes.map((node) => node.name).join(' ')}`);
      const answer = answers[name];
      return request.nodes.map(({ uid }) =>
        answer === 'gives' ? { uid, given: true } : { uid, given: false, refusal: refusal(answer === 'is held') },
      );
    },
    async giveBack({ name }, back) {
      said.push(`give back ${name} ${back.nodes.map(({ uid }) => uid).join(' ')}`);
    },
    needs: async () => true,
  };
  const budgets = Object.keys(answers)
    .reverse()
    .map((name) => aBudget(name, { maxUnavailable: 1 }));
  const wish = { holder: 'chain', operation: 'Reboot' as const, why: '', since: 0 };
  const wished = nodes.map((name) => ({ namespace: 'default', name, uid: name }));
  const verdicts = await askAll(port, { ...wish, nodes: wished }, () => budgets);
  return { said, verdicts };
}

test.each<[string, Answers, string[], string[], boolean]>([
  ['all give leave', { a: 'gives', b: 'gives' }, ['ask a web-1', 'ask b web-1'], ['a', 'b'], false],
  [
    'it waits for the holders of a later one: the earlier leave is kept',
    { a: 'gives', b: 'is held' },
    ['ask a web-1', 'ask b web-1'],
    ['a', 'b'],
    true,
  ],
  [
    'it waits for an earlier one: nothing is kept of those behind it',
    { a: 'is held', b: 'gives' },
    ['ask a web-1', 'give back b web-1'],
    ['a'],
    true,
  ],
  [
    'a later one is frozen: nothing is kept of those before it',
    { a: 'gives', b: 'is frozen', c: 'gives' },
    ['ask a web-1', 'ask b web-1', 'give back a web-1', 'give back c web-1'],
    ['b'],
    true,
  ],
])('%s', async (_, answers, expected, budgets, isHeld) => {
  const { said, verdicts } = await asked(answers);
  expect(said).toEqual(expected);
  expect(verdicts).toMatchObject([{ uid: 'web-1', budgets: budgets.map((name) => ({ name })) }]);
  expect(verdicts.map(({ held }) => held !== undefined)).toEqual([isHeld]);
});

test('many nodes are one question to each budget', async () => {
  const { said } = await asked({ a: 'gives', b: 'gives' }, ['web-1', 'web-2', 'web-3']);
  expect(said).toEqual(['ask a web-1 web-2 web-3', 'ask b web-1 web-2 web-3']);
});

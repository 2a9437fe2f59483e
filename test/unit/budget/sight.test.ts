import { sightOf } from '../../../activities/budget/sight.ts';
import { RACK_LABEL } from '../../../api/groups.ts';
import { aBudget, standing } from './a-budget.ts';

const perRack = { perTopology: RACK_LABEL, maxUnavailable: 1 };
const known = (...uids: string[]) => new Set(uids);

test('every selected node is wanted; one that is not Ready is unavailable', () => {
  const nodes = [
    standing('a'),
    standing('b', { ready: false }),
    standing('c', { deleting: true }),
    standing('d', { labels: { role: 'db' } }),
  ];
  const budget = aBudget('all', { maxUnavailable: '50%' });
  expect(sightOf(budget, nodes, known('a'))).toMatchObject({
    nodes: { a: { domain: '', up: true } },
    domains: { '': { total: 4, limit: 2, down: 1 } },
    counts: { total: 4, ready: 3 },
  });
  const dbs = aBudget('dbs', { selector: { role: 'db' }, maxUnavailable: 1 });
  expect(sightOf(dbs, nodes, known('a', 'd'))).toMatchObject({
    nodes: { d: { domain: '', up: true } },
    domains: { '': { total: 1, limit: 1, down: 0 } },
  });
});

test('one that holds or waits is counted by its holder, not by its status', () => {
  const nodes = [standing('a', { deleting: true }), standing('b', { ready: false })];
  const sight = sightOf(aBudget('all', { maxUnavailable: 1 }), nodes, known('a', 'b'));
  expect(sight.nodes).toEqual({ a: { domain: '', up: true }, b: { domain: '', up: false } });
  expect(sight.domains).toEqual({ '': { total: 2, limit: 1, down: 0 } });
});

test('racks are counted apart; who holds no asset stands in none yet, and those without a rack are one domain', () => {
  const nodes = [
    standing('a', { rack: 'r1' }),
    standing('b', { rack: 'r1', ready: false }),
    standing('c', { rack: 'r2' }),
    standing('waits', { ready: false }),
    { ...standing('nowhere'), topology: {} },
    { ...standing('elsewhere', { ready: false }), topology: {} },
  ];
  const sight = sightOf(aBudget('racks', perRack), nodes, known('a', 'nowhere', 'waits'));
  expect(sight.nodes).toEqual({ a: { domain: 'r1', up: true }, nowhere: { domain: '', up: true } });
  expect(sight.domains).toEqual({
    r1: { total: 2, limit: 1, down: 1 },
    '': { total: 2, limit: 1, down: 1 },
  });
  expect(sight.allowedElsewhere).toBe(1);
});

test('the share of each rack is rounded up by itself', () => {
  const rackOf = (rack: string, count: number) =>
    Array.from({ length: count }, (_, number) => standing(`${rack}-${number}`, { rack }));
  const nodes = [...rackOf('r1', 5), ...rackOf('r2', 9)];
  const first = known('r1-0', 'r2-0');
  const unavailable = aBudget('u', { perTopology: RACK_LABEL, maxUnavailable: '25%' });
  expect(sightOf(unavailable, nodes, first).domains).toMatchObject({ r1: { limit: 2 }, r2: { limit: 3 } });
  const available = aBudget('a', { perTopology: RACK_LABEL, minAvailable: '75%' });
  expect(sightOf(available, nodes, first).domains).toMatchObject({ r1: { limit: 1 }, r2: { limit: 2 } });
});

import { judge } from '../../../bench/claims/assets/judge.ts';
import { rowsOf } from '../../../bench/claims/assets/rows.ts';
import { NODES, wishedNodes } from '../../../bench/claims/assets/wished-nodes.ts';
import { parseOptions } from '../../../bench/claims/options.ts';
import { dice } from '../../../bench/measure/dice.ts';
import { aClaim, aNode } from '../scheduling/a-fleet.ts';

const node = (name: string, app: string) => aNode({}, { name, uid: `uid-${name}`, labels: { app } });
const claim = (asset: string, name: string) =>
  aClaim(asset, { nodeRef: { namespace: 'default', name, uid: `uid-${name}` } });

it('finds who holds two assets, who holds none, and who stands too near', () => {
  const nodes = [node('a-1', 'a'), node('a-2', 'a'), node('b-1', 'b'), node('b-2', 'b')];
  const claims = [claim('r1-a01', 'a-1'), claim('r1-a02', 'a-2'), claim('r1-a03', 'b-1'), claim('r2-a01', 'b-1')];

  expect(judge(nodes, claims)).toEqual({ claims: 4, doubles: 1, tooNear: 1, unplaced: 1 });
});

it('wishes for the same in each run of a seed, and for something else in another', () => {
  const of = (seed: number) => wishedNodes(dice(seed)).map(({ metadata }) => metadata.name);

  expect(of(1)).toEqual(of(1));
  expect(of(1)).not.toEqual(of(2));
  expect(new Set(of(1)).size).toBe(NODES);
});

it('holds a benchmark that compared too few claims for missed', () => {
  const round = { seconds: 1, attempts: 50, failures: 0, deaths: 1, handOvers: 2, doubles: 0, tooNear: 0, unplaced: 0 };
  const whole = rowsOf([{ ...round, claims: NODES }], [{ ...round, claims: NODES }]);
  const short = rowsOf([{ ...round, claims: NODES - 1 }], [{ ...round, claims: NODES }]);

  expect(whole.filter(({ pass }) => pass === false)).toEqual([]);
  expect(short.filter(({ pass }) => pass === false).map(({ name }) => name)).toEqual(['assets: compared']);
});

it('measures every half unless one is named', () => {
  expect(parseOptions([])).toMatchObject({
    seeds: 20,
    check: false,
    halves: expect.arrayContaining(['assets']) as string[],
  });
  expect(parseOptions(['--half', 'assets', '--seeds', '3'])).toMatchObject({ seeds: 3, halves: ['assets'] });
  expect(() => parseOptions(['--half', 'racks'])).toThrow('There is no half "racks". Usage: npm run bench -- claims');
});

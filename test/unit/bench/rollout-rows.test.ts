import { judge } from '../../../bench/rollout/judge.ts';
import type { Leg, Measured } from '../../../bench/rollout/measure.ts';
import { rowsOf } from '../../../bench/rollout/rows.ts';
import { slicesOf } from '../../../bench/rollout/slices-of.ts';

const leg = (seconds: number, once = 1_000): Leg => ({
  seconds,
  calls: 300,
  use: new Map([['apiserver', { cpuSeconds: 2 * seconds, rssMiB: 200, peakMiB: 300 }]]),
  writes: [{ verb: 'APPLY', resource: 'saltminions/status', code: '200', count: once }],
  verdict: { once, never: 1_000 - once, more: 0 },
});

const MEASURED: Measured = {
  minions: 1_000,
  domains: 5,
  slices: 100,
  pairs: [
    { rollout: leg(12), baseline: leg(10) },
    { rollout: leg(18), baseline: leg(10) },
  ],
  bigReturns: { big: 500, of: 5_000 },
  histories: [{ type: 'saltBucket', runs: 50, events: 6_000, mostEvents: 10_000, mostBytes: 50_000 }],
  workerPeakMiB: 500,
  largest: { deployment: { all: 9_000, status: 4_000 }, transaction: { all: 200_000, status: 101_000 } },
};

function rows(changes: Partial<Measured> = {}) {
  const all = rowsOf({ ...MEASURED, ...changes });
  return (name: string) => all.find((row) => row.name === name);
}

test('all rollouts together are held against all loops together', () => {
  const row = rows();

  expect(row('rolloutRate')).toMatchObject({ value: 66.667, baseline: 100, ratio: 0.667, aim: '≥ 0.7', pass: false });
  expect(row('round 1')).toMatchObject({ ratio: 0.833, aim: null });
  expect(row('sliceTime')).toMatchObject({ value: 750, baseline: 500 });
});

test('what is to stay small is held against its bound', () => {
  const row = rows();

  expect(row('saltBucket: longest run')).toMatchObject({ value: 10_000, aim: '< 10000', pass: false });
  expect(row('workerPeak')).toMatchObject({ value: 524.288, unit: 'MB', aim: '< 600', pass: true });
  expect(row('deploymentStatus')).toMatchObject({ value: 4, pass: true });
  expect(row('transactionStatus')).toMatchObject({ value: 101, pass: false });
  expect(rows({ workerPeakMiB: 573 })('workerPeak')).toMatchObject({ pass: false });
  expect(rows({ workerPeakMiB: undefined })('workerPeak')).toMatchObject({ value: null, pass: false });
});

test('what a rollout writes and uses is that of the last one, and nothing of the loop beside it', () => {
  const row = rows();

  expect(row('apiWrites')).toMatchObject({ value: 1_000 });
  expect(row('  APPLY saltminions/status 200')).toMatchObject({ value: 1_000 });
  expect(row('cpu apiserver')).toMatchObject({ value: 36 });
});

test('a minion that a loop or a rollout left out, or too few big returns, miss an aim', () => {
  const without = { pairs: [{ rollout: leg(12), baseline: leg(10, 999) }] };

  expect(rows()('ranOnce')).toMatchObject({ value: 1_000, pass: true });
  expect(rows(without)('ranOnce')).toMatchObject({ value: 999, pass: false });
  expect(rows()('bigReturns')).toMatchObject({ value: 10, pass: true });
  expect(rows({ bigReturns: { big: 499, of: 5_000 } })('bigReturns')).toMatchObject({ pass: false });
});

test('minions are judged by what they ran themselves, for one commit', () => {
  const run = (saltenv: string, fun = 'state.apply') => ({ fun, kwargs: { saltenv } });
  const minions = [[run('a')], [run('b'), run('a', 'test.ping')], [run('a'), run('b'), run('a')]];

  expect(judge({ minions: minions.map((runs, index) => ({ id: `web-${index}`, runs })) }, 'a')).toEqual({
    once: 1,
    never: 1,
    more: 1,
  });
});

test("the loop's slices are those that the rollout sent out for the commit, in their order", () => {
  const job = (bucket: string | undefined, saltenv: string, ...minions: string[]) => ({
    fun: 'state.apply',
    kwargs: { saltenv },
    minions,
    metadata: bucket === undefined ? {} : { rollout: 'default/web-1', bucket },
  });
  const jobs = [job('r1', 'a', 'w1'), job('r2', 'a', 'w3'), job(undefined, 'a', 'w1'), job('r1', 'b', 'w1')];

  expect([...slicesOf([...jobs, job('r1', 'a', 'w2')], 'a')]).toEqual([
    ['r1', [['w1'], ['w2']]],
    ['r2', [['w3']]],
  ]);
});

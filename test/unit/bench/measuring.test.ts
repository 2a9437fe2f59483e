import { eachAtOnce } from '../../../api/at-once.ts';
import { parseUse } from '../../../bench/measure/process-use.ts';
import { untilQuiet } from '../../../bench/measure/quiet.ts';
import { parseOptions } from '../../../bench/provision/options.ts';

test('what a process used is read past a name with spaces and parentheses', () => {
  const stat = '42 (tmux: (server) x) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 100 1000 10';

  expect(parseUse(stat, 'Name:\tx\nVmHWM:\t  4096 kB\nVmRSS:\t  2048 kB\n')).toEqual({
    cpuSeconds: 3,
    rssMiB: 2,
    peakMiB: 4,
  });
});

test('it is quiet when so many looks in a row show the same', async () => {
  const shown = [1, 2, 2, 3, 3, 3];
  const quiet = await untilQuiet({
    read: async () => shown.shift() ?? 0,
    same: (a, b) => a === b,
    everyMs: 1,
    looks: 3,
    withinMs: 5_000,
  });

  expect(quiet).toBe(3);
  expect(shown).toEqual([]);
});

test('items are worked on a few at a time, and answered in their order', async () => {
  let running = 0;
  let most = 0;
  const results = await eachAtOnce([5, 1, 3, 2], 2, async (item) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, item));
    running -= 1;
    return item * 10;
  });

  expect(results).toEqual([50, 10, 30, 20]);
  expect(most).toBe(2);
});

describe('the options', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toEqual({ nodes: 300, rounds: 3, json: undefined, check: false, keep: false });
  });

  test.each([['--nodes', '0'], ['--nodes', 'many'], ['--rounds', '1.5'], ['--what']])('%s %s is refused', (...args) => {
    expect(() => parseOptions(args)).toThrow('Usage:');
  });
});

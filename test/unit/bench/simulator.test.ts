import { machineOf, seedFor } from '../../../bench/simulator/machine.ts';
import { parseOptions } from '../../../bench/simulator/options.ts';
import { rowsOf } from '../../../bench/simulator/rows.ts';

test('the machines of the benchmark share nothing, and have their place', () => {
  const machines = Array.from({ length: 12_000 }, (_, number) => machineOf(number));
  const seed = seedFor(machines.length);

  for (const key of ['uuid', 'mac', 'ip', 'fqdn', 'name', 'serial', 'reverse'] as const)
    expect(new Set(machines.map((machine) => machine[key])).size).toBe(machines.length);
  const last = machines.at(-1);
  expect(last).toMatchObject({ mac: '52:54:00:00:2e:df', ip: '10.1.43.40', name: 'r299-a40' });
  expect(seed.racks.at(-1)?.name).toBe(last?.rack);
  expect(seed.prefixes.at(-1)).toBe('10.1.43.0/24');
  expect(seed.zones.at(-1)).toBe('43.1.10.in-addr.arpa.');
});

test('a small run is the default', () => {
  expect(parseOptions([])).toEqual({ machines: 1000, json: undefined, check: false });
  expect(() => parseOptions(['--machines', 'many'])).toThrow('Usage:');
});

test('a machine that was not installed, or a slow GET, misses an aim', () => {
  const use = { cpuSeconds: 1, rssMiB: 100, peakMiB: 200 };
  const quiet = new Map([['host', [1]]]);
  const measured = {
    machines: 10,
    installed: 9,
    seconds: 3,
    use,
    emptyUse: use,
    quiet,
    busy: new Map([['host', [60]]]),
  };

  const rows = rowsOf(measured).filter(({ aim }) => aim !== null);

  expect(rows.map(({ name, value, baseline, pass }) => [name, value, baseline, pass])).toEqual([
    ['installed', 9, null, false],
    ['peak memory', 200, 200, true],
    ['p99 of a GET', 60, 1, false],
  ]);
});

import { UsageError, parseUp } from '../../../hack/stack/options.ts';

test('a plain up starts everything in the foreground', () => {
  expect(parseUp(['--state-dir', '/tmp/x'])).toEqual({ kind: 'up', detach: false, options: { stateDir: '/tmp/x' } });
});

test('counts, sizes and parts are read', () => {
  const argv = ['--state-dir', 'x', '--detach', '--workers', '2', '--bridges', '3', '--racks', '4', '--assets', '100'];
  expect(parseUp([...argv, '--parts', 'apiserver,etcd'])).toEqual({
    kind: 'up',
    detach: true,
    options: { stateDir: 'x', workers: 2, bridges: 3, size: { racks: 4, assets: 100 }, parts: ['etcd', 'apiserver'] },
  });
});

test('--start names the part of a running stack', () => {
  expect(parseUp(['--state-dir', 'x', '--start', 'worker-0'])).toEqual({
    kind: 'start',
    stateDir: 'x',
    name: 'worker-0',
  });
});

test.each([
  [[], '--state-dir is missing'],
  [['--state-dir', 'x', '--workers', '0'], '--workers wants a whole number from 1 on, not "0"'],
  [['--state-dir', 'x', '--racks', '3'], '--racks and --assets go together'],
  [['--state-dir', 'x', '--parts', 'etcd,foreman'], '--parts knows no foreman'],
  [['--state-dir', 'x', '--wrokers', '2'], "Unknown option '--wrokers'"],
])('%j is wrong usage', (argv, message) => {
  expect(() => parseUp(argv)).toThrow(UsageError);
  expect(() => parseUp(argv)).toThrow(message);
});

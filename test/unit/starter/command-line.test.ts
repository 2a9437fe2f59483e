import { main } from '../../../starter/main.ts';

describe('the command line', () => {
  const said: string[] = [];

  beforeEach(() => {
    said.length = 0;
    const keep = (text: unknown) => {
      said.push(String(text));
      return true;
    };
    jest.spyOn(process.stderr, 'write').mockImplementation(keep);
    jest.spyOn(process.stdout, 'write').mockImplementation(keep);
    jest.spyOn(console, 'error').mockImplementation(keep);
  });

  afterEach(() => jest.restoreAllMocks());

  it.each([
    [['--help'], 0, 'Usage: bedplate'],
    [['status', '--help'], 0, 'what a node is doing'],
    [['nope'], 2, "unknown command 'nope'"],
    [['status'], 2, "missing required argument 'node'"],
    [['list', '-o', 'xml'], 2, 'Allowed choices are table, json, yaml'],
    [['list', '--timeout', 'soon'], 2, '--timeout wants a duration'],
    [['pause', 'web-1'], 2, "required option '--why <text>'"],
    [['pause', 'web-1', '--why', 'x', '--until', 'noon'], 2, '--until wants a time'],
    [['pause', 'web-1', '--why', 'x', '--until', '2001-01-01T00:00:00Z'], 2, 'is over already'],
    [['release', 'web-1', '--why', 'x'], 2, 'make sure that it is off, then say --force'],
    [['confirm'], 2, 'wants either the names of nodes or --held'],
    [['confirm', 'web-1', '--held', '--why', 'x'], 2, 'wants either the names of nodes or --held'],
    [['confirm', 'web-1', '--rack', 'r1', '--why', 'x'], 2, 'choose among those that are --held'],
    [['op'], 2, 'Usage: bedplate op'],
    [['op', 'reboot', 'web-1'], 2, "required option '--why <text>'"],
    [['op', 'reboot', '--why', 'x'], 2, "missing required argument 'node'"],
    [['op', 'explode', 'web-1'], 2, "unknown command 'explode'"],
    [['op', 'cancel', 'reboot-1'], 2, "required option '--why <text>'"],
    [['retry'], 2, 'wants either the names of nodes or --stalled'],
    [['plan'], 2, 'wants either the name of a node or -f FILE'],
    [['plan', '-f', '/no/such/file'], 1, "can't be read"],
    [['discover'], 2, 'wants one of --csv, --yaml, --cmdb, --redfish'],
    [['discover', '--cmdb', '--csv', 'x.csv'], 2, 'wants one of --csv, --yaml, --cmdb, --redfish'],
    [['discover', '--csv', '/no/such/file'], 1, "can't be read"],
    [['discover', '--cmdb', '--bmc-secret', 'bmc'], 2, '--bmc-secret wants NAMESPACE/NAME'],
    [['discover', '--help'], 0, 'nic1_mac'],
    [['adopt', '--flavor', 'f', '--image', 'i'], 2, 'wants either names of hosts, a --selector'],
    [['adopt', 'old-1', '--all', '--flavor', 'f', '--image', 'i'], 2, 'wants either names of hosts, a --selector'],
    [['adopt', 'old-1'], 2, "required option '--flavor <name>'"],
    [['adopt', '--all', '--flavor', 'f', '--image', 'i', '--labels', 'x'], 2, '--labels wants KEY=VALUE'],
    [['list', '--state-dir', '/no/such/dir'], 1, 'There is no stack in'],
    [['list', '--kubeconfig', '/no/such/file'], 1, 'does not exist'],
  ])('%j ends with %d', async (argv, exit, words) => {
    await expect(main(argv)).resolves.toBe(exit);
    expect(said.join('\n')).toContain(words);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyReturn, statesReturn } from '../../../activities/adapters/memory/salt-returns.ts';
import type { MinionReturn } from '../../../activities/ports/salt-api.ts';
import { verdictOf, verdictOfSilence } from '../../../activities/salt/verdict.ts';

/** As `jobs.list_job` of Salt 3008.4 gave them. */
const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded', 'salt-3008.4.json'), 'utf8')) as Record<
  string,
  MinionReturn
>;
const commit = '…';

const cases: [what: string, type: string, changed: number, causes: [string, string][]][] = [
  ['clean', 'Ok', 0, []],
  ['ping', 'Ok', 0, []],
  ['grain', 'Ok', 0, []],
  ['changed', 'Changed', 1, []],
  ['tried only', 'TestPending', 1, []],
  ['tried only, would fail', 'StateFailed', 0, [['bad', "If we weren't testing, this would be a failure!"]]],
  ['failing state', 'StateFailed', 1, [['bad', 'Failure!']]],
  [
    'unknown state module',
    'StateFailed',
    0,
    [['x', "State 'nosuch.state' was not found in SLS 'nostate' Reason: 'nosuch.state' is not available."]],
  ],
  [
    'undefined variable',
    'CompileError',
    0,
    [
      [
        '',
        `Rendering SLS '${commit}:broken' failed: Jinja variable 'nothing' is undefined; line 3 --- x: test.nop: - foo: {{ nothing.here.at.all }} <====================== ---`,
      ],
    ],
  ],
  [
    'bad YAML',
    'CompileError',
    0,
    [
      [
        '',
        `Rendering SLS '${commit}:badyaml' failed: while parsing a block mapping did not find expected key in "<unicode string>", line 2, column 6`,
      ],
    ],
  ],
  [
    'unknown requisite',
    'CompileError',
    0,
    [['', 'Referenced state does not exist for requisite [require: (test: absent)] in state [x] in SLS [badreq]']],
  ],
  ['unknown SLS', 'CompileError', 0, [['', `No matching sls found for 'absent' in env '${commit}'`]]],
  [
    'pillar that does not render',
    'PillarError',
    0,
    [['', "Rendering SLS 'data' failed. Please see master log for details."]],
  ],
  ...(['no match in the top file', 'top file that does not render', 'saltenv that is not served'] as const).map(
    (what): (typeof cases)[number] => [
      what,
      'NoTopMatch',
      0,
      [['', 'No Top file or master_tops data matches found. Please see master log for details.']],
    ],
  ),
  ['busy', 'Busy', 0, []],
  ['unknown function', 'ModuleError', 0, [['', "'state.foo' is not available."]]],
  [
    'unknown argument',
    'ModuleError',
    0,
    [['', "ERROR executing 'test.ping': The following keyword arguments are not valid: x=1"]],
  ],
  ['exception', 'ModuleError', 0, [['', 'The minion function caused an exception: Exception: boom']]],
];

describe('a return that a real minion sent', () => {
  it.each(cases)('%s: %s', (what, type, changed, causes) => {
    const verdict = verdictOf('w1', recorded[what] as MinionReturn);

    expect(verdict).toMatchObject({ type, changed });
    expect(verdict.causes.map(({ stateId, message }) => [stateId, message])).toEqual(causes);
  });

  it('has a case here for each that was recorded', () => {
    expect(cases.map(([what]) => what).sort()).toEqual(Object.keys(recorded).sort());
  });
});

describe('the cause of a failed state', () => {
  const failed = (minion: string, comment: string, changes = {}) =>
    verdictOf(minion, statesReturn([{ id: 'nginx', result: false, comment, changes }])).causes[0]?.message;

  it.each([
    ['its own name', 'web-1: no space', 'web-2: no space', '…: no space'],
    ['an address', 'bind 10.1.1.11:80 failed', 'bind 10.1.1.12:80 failed', 'bind …:80 failed'],
    ['a process', 'pid 4711 died', 'pid 99812 died', 'pid … died'],
    ['a time', 'at 02:15:43.04 late', 'at 03:16:44.05 late', 'at … late'],
  ])('is the same on two minions but for %s', (_what, first, second, message) => {
    expect(failed('web-1', first)).toBe(message);
    expect(failed('web-2', second)).toBe(message);
  });

  it('keeps what tells one cause from another', () => {
    expect(failed('web-1', 'exit code 1, line 12 of web-10.conf')).toBe('exit code 1, line 12 of web-10.conf');
  });

  it('of a command is what it said', () => {
    const changes = { retcode: 1, stdout: '', stderr: 'first\nno such file' };
    expect(failed('web-1', 'Command "x" run', changes)).toBe('Command "x" run: no such file');
  });

  it('is bounded, and so is their number', () => {
    const states = Array.from({ length: 50 }, (_, index) => ({
      id: `s${index}`,
      result: false,
      comment: 'long '.repeat(1_000),
    }));
    const { causes } = verdictOf('web-1', statesReturn(states));

    expect(causes).toHaveLength(5);
    for (const { message } of causes) expect(message.length).toBeLessThanOrEqual(300);
  });
});

describe('what would change', () => {
  const changeSet = (minion: string, file: string, count = 1) =>
    verdictOf(
      minion,
      statesReturn(Array.from({ length: count }, (_, i) => ({ id: `file-${i}`, result: null, changes: { file } }))),
    ).changeSet;

  it('has the same text for the same changes, and another for others', () => {
    expect(changeSet('web-1', 'on web-1')).toBe(changeSet('web-2', 'on web-2'));
    expect(changeSet('web-1', 'a')).not.toBe(changeSet('web-1', 'b'));
    const long = 'x'.repeat(1_000);
    expect(changeSet('web-1', `${long}a`)).not.toBe(changeSet('web-1', `${long}b`));
  });

  it('names some of the states', () => {
    expect(changeSet('web-1', 'a', 7)).toMatch(/^file-0, file-1, file-2, file-3, file-4, and 2 more \([0-9a-f]{8}\)$/);
  });
});

it('is busy without a cause: nothing is wrong', () => {
  expect(verdictOf('w1', busyReturn('20261125021543043862'))).toEqual({ type: 'Busy', changed: 0, causes: [] });
});

it.each([
  ['Running', 'Running'],
  ['NotRunning', 'Lost'],
  ['Silent', 'Unreachable'],
] as const)('a minion that did not return and is %s counts as %s', (found, type) => {
  expect(verdictOfSilence(found).type).toBe(type);
});

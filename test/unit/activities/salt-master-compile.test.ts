import { valueReturn, wordsReturn } from '../../../activities/adapters/memory/salt-returns.ts';
import type { MinionReturn } from '../../../activities/ports/salt-api.ts';
import { judgeStates, minionsToAsk, type Trial, tryStates } from '../../../activities/salt-master/compile.ts';
import type { SaltMinion, SaltMinionStatus } from '../../../api/kinds/salt-minion.ts';

const [COMMIT, OTHER] = ['a'.repeat(40), 'b'.repeat(40)] as const;
const CHUNKS = valueReturn([{ state: 'pkg', fun: 'installed', name: 'nginx' }]);
const WORDS = "Rendering SLS 'x:site' failed: Jinja variable 'nothing' is undefined; line 3";

function aMinion(name: string, roles: string[], key: SaltMinionStatus['key'] = 'Accepted'): SaltMinion {
  return { metadata: { name }, spec: { computeNode: name, master: 'master-1', roles }, status: { key } } as SaltMinion;
}

test('one minion of each set of roles is asked, and none whose key is not accepted', () => {
  const minions = [
    aMinion('web-2', ['web']),
    aMinion('web-1', ['web']),
    aMinion('web-0', ['web'], 'Impostor'),
    aMinion('db-1', ['db', 'web']),
    aMinion('db-2', ['web', 'db']),
  ];
  expect(minionsToAsk(minions)).toEqual(['db-1', 'web-1']);
});

describe('what is said of states', () => {
  const rows: [what: string, returns: Record<string, MinionReturn>, expected: object][] = [
    ['all compile', { a: CHUNKS, b: valueReturn([]) }, { status: 'True', reason: 'Succeeded' }],
    // Salt gives these with exit code 0.
    ['one has words against it', { a: CHUNKS, b: valueReturn([WORDS]) }, { status: 'False', reason: 'CompileError' }],
    [
      'a pillar does not render',
      { a: CHUNKS, b: { return: 'ERROR: Pillar failed to render.', retcode: 5, success: false } },
      { status: 'False', reason: 'CompileError' },
    ],
    ['one is silent', { a: CHUNKS }, { status: 'Unknown', reason: 'MinionSilent' }],
    [
      'one runs states',
      { a: CHUNKS, b: wordsReturn(['The function "state.apply" is running as PID 7 and was started at … with jid 1']) },
      { status: 'Unknown', reason: 'MinionSilent' },
    ],
    ['one is silent, and another has words', { b: valueReturn([WORDS]) }, { status: 'False', reason: 'CompileError' }],
  ];

  it.each(rows)('when %s', (_what, returns, expected) => {
    expect(judgeStates(COMMIT, ['a', 'b'], returns)).toMatchObject(expected);
  });

  it('in the words of Salt, with the minion that has them', () => {
    const { message } = judgeStates(COMMIT, ['b'], { b: valueReturn([WORDS, 'and more']) });
    expect(message).toBe(`b can't compile ${COMMIT}: ${WORDS}\nand more`);
  });

  it('when there is nobody to ask', () => {
    expect(judgeStates(COMMIT, [], {})).toMatchObject({ status: 'Unknown', reason: 'NoMinion' });
  });
});

test('who has compiled a commit is not asked again; a new commit, a new minion, a silent one is', async () => {
  const asked: string[] = [];
  let returns: Record<string, MinionReturn> = {};
  const ask = (commit: string, minions: string[], before?: Trial) => {
    const run = async ({ kwargs }: { kwargs?: Readonly<Record<string, unknown>> }) => {
      asked.push(`${String(kwargs?.saltenv)[0]} by ${minions.join()}`);
      return returns;
    };
    return tryStates({ run }, commit, minions, before);
  };

  const silent = await ask(COMMIT, ['a']);
  returns = { a: CHUNKS, b: CHUNKS };
  const done = await ask(COMMIT, ['a'], silent);
  expect(await ask(COMMIT, ['a'], done)).toBe(done);
  await ask(COMMIT, ['a', 'b'], done);
  await ask(OTHER, ['a'], done);
  await ask(OTHER, [], done);
  expect(asked).toEqual(['a by a', 'a by a', 'a by a,b', 'b by a']);
});

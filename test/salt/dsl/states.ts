import type { SaltSubject } from '../../contract/suites/salt-api.ts';

const state = (id: string, fun: string, requires?: string) => ({ id, fun, ...(requires && { requires }) });

const TOP = "{{ saltenv }}:\n  '*': [data]\n";

/** One tree of states, told twice: as files for real Salt, and as what the simulated one is told of it. */
export interface StateTree {
  files: Readonly<Record<string, string>>;
  simulated: { files: string[]; top?: string[]; states: object[]; refusals?: object[] };
}

/** Each SLS is a list of Salt's own test states, so that both sides know what they do. */
function tree(
  sls: Readonly<Record<string, readonly ReturnType<typeof state>[]>>,
  more: Partial<StateTree> = {},
): StateTree {
  const files: Record<string, string> = {
    'states/top.sls': `{{ saltenv }}:\n  '*': [site]\n`,
    'pillar/top.sls': TOP,
    'pillar/data.sls': 'color: red\n',
    ...Object.fromEntries(Object.entries(sls).map(([name, states]) => [`states/${name}.sls`, text(states)])),
    ...more.files,
  };
  const paths = Object.keys(files).filter((path) => path.startsWith('states/'));
  return {
    files,
    simulated: {
      files: paths.map((path) => path.slice('states/'.length)),
      top: ['site'],
      states: Object.entries(sls).flatMap(([name, states]) => states.map((each) => ({ ...each, sls: name }))),
      ...more.simulated,
    },
  };
}

function text(states: readonly ReturnType<typeof state>[]): string {
  return states
    .map(({ id, fun, requires }) =>
      [`${id}:`, `  ${fun}:`, requires ? `    - require: [{test: ${requires}}]` : '    - name: ' + id, ''].join('\n'),
    )
    .join('');
}

const changing = state('changing', 'test.succeed_with_changes');
const steady = state('steady', 'test.succeed_without_changes');
const failing = state('failing', 'test.fail_without_changes');
const spoiling = state('spoiling', 'test.fail_with_changes');

const broken = 'x:\n  test.nop:\n    - foo: {{ nothing.at.all }}\n';
const brokenWords =
  "Rendering SLS '{saltenv}:site' failed: Jinja variable 'nothing' is undefined; line 3\n\n---\nx:\n  test.nop:\n" +
  '    - foo: {{ nothing.at.all }}    <======================\n---';

/** What a release may be like. */
export const trees = {
  good: tree(
    {
      site: [changing, steady],
      steady: [steady],
      mixed: [changing, failing, state('after', steady.fun, 'failing'), spoiling],
    },
    { files: { 'states/slow.sls': 'slow:\n  cmd.run:\n    - name: sleep 8\n' } },
  ),
  unmatched: tree(
    { site: [changing] },
    {
      files: { 'states/top.sls': "{{ saltenv }}:\n  'other-*': [site]\n" },
      simulated: { files: [], states: [], refusals: [{ kind: 'top' }] },
    },
  ),
  broken: tree(
    { site: [] },
    {
      files: { 'states/site.sls': broken },
      simulated: { files: ['site.sls', 'top.sls'], states: [], refusals: [{ kind: 'compile', words: [brokenWords] }] },
    },
  ),
  withoutPillar: tree(
    { site: [changing] },
    {
      files: { 'pillar/data.sls': 'a: {{ nothing.at.all }}\n' },
      simulated: {
        files: ['site.sls', 'top.sls'],
        states: [],
        refusals: [{ kind: 'pillar', words: ["Rendering SLS 'data' failed. Please see master log for details."] }],
      },
    },
  ),
} as const satisfies Record<string, StateTree>;
export type TreeName = keyof typeof trees;

export const repositoryOf = (url: string): SaltSubject['repository'] => ({ url, path: 'states', pillarPath: 'pillar' });

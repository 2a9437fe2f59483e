import { bad, badEdit, type BadEdit, type BadInput, type Path } from './bad-row.ts';
import { good } from './good-input.ts';

const { saltMaster, saltMinion } = good;
const spec = (...path: Path): Path => ['spec', ...path];

export const badSalt: readonly BadInput[] = [
  bad(
    'a master on no machine',
    saltMaster,
    spec('computeNode'),
    undefined,
    'exactly one of computeNode or external',
    'spec',
  ),
  bad('a master on two machines', saltMaster, spec('external'), true, 'exactly one of computeNode or external', 'spec'),
  bad('a master of no revision', saltMaster, spec('revision'), {}, 'exactly one of commit or branch'),
  bad(
    'a master of two revisions',
    saltMaster,
    spec('revision', 'commit'),
    '4f0c'.repeat(10),
    'exactly one of commit or branch',
    'spec.revision',
  ),
  bad('a short commit', saltMaster, spec('revision'), { commit: '4f0c' }, 'whole commit id', 'spec.revision.commit'),
  bad('a branch that is an option', saltMaster, spec('revision', 'branch'), '--upload-pack=x', 'name of a branch'),
  bad('a repository that runs a program', saltMaster, spec('repo', 'url'), 'ext::sh -c x', 'URL of a git repository'),
  bad('a repository with its password', saltMaster, spec('repo', 'url'), 'https://a:b@git.example/x', 'into a Secret'),
  bad(
    'states beside the repository',
    saltMaster,
    spec('repo', 'path'),
    '../states',
    'below the root of the repository',
  ),
  bad(
    'pillar beside the repository',
    saltMaster,
    spec('repo', 'pillarPath'),
    '/etc',
    'below the root of the repository',
  ),
  bad('a master at no host', saltMaster, spec('address'), 'salt 1', 'must be a host name or an address'),
  bad('an eauth module that Salt can not have', saltMaster, spec('api', 'eauth'), 'PAM', "Salt's eauth modules"),
  bad(
    'an eauth module that is not set up',
    saltMaster,
    spec('api', 'eauth'),
    'pam',
    'knows the eauth module sharedsecret',
  ),
  bad('a minion without a master', saltMinion, spec('master'), undefined, 'master'),
  bad('a role with a space', saltMinion, spec('roles', 0), 'kube node', 'with a letter or a digit at either end'),
];

export const badSaltEdits: readonly BadEdit[] = [
  badEdit("a master's node", saltMaster, spec('computeNode'), 'salt-2', "the node of a master can't", 'spec'),
  badEdit(
    "a minion's node",
    saltMinion,
    spec('computeNode'),
    'web-2',
    "the node of a minion can't",
    'spec.computeNode',
  ),
  badEdit("a minion's master", saltMinion, spec('master'), 'master-2', 'make another one', 'spec.master'),
];

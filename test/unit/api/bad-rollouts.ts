import { bad, badEdit, type BadEdit, type BadInput, type Path } from './bad-row.ts';
import { good } from './good-input.ts';

const { deployment, transaction } = good;
const FROM = '4f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c';
const TO = '9a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
const spec = (...path: Path): Path => ['spec', ...path];
const strategy = (type: string, more: object = {}) => ({ type, ...more });

export const badRollouts: readonly BadInput[] = [
  bad('a deployment of no pool', deployment, spec('nodePool'), undefined, 'nodePool'),
  bad(
    'a deployment of a commit and a branch',
    deployment,
    spec('revision', 'commit'),
    TO,
    'exactly one of',
    'spec.revision',
  ),
  bad('a deployment of nothing', deployment, spec('revision'), {}, 'exactly one of commit and branch'),
  bad(
    'half a commit',
    deployment,
    spec('revision'),
    { commit: '9a1b' },
    'a full commit of 40 hex',
    'spec.revision.commit',
  ),
  bad('a branch with a blank', deployment, spec('revision', 'branch'), 'my branch', 'must be the name of a branch'),
  bad(
    'a branch that git would take for an option',
    deployment,
    spec('revision', 'branch'),
    '--upload-pack=x',
    'must be the name of a branch',
  ),
  bad('a strategy that nobody knows', deployment, spec('strategy', 'type'), 'Random', 'RackByRack'),
  bad('a canary of nobody', deployment, spec('strategy', 'canary', 0), {}, 'a canary needs count, selector, or both'),
  bad('a canary of none', deployment, spec('strategy', 'canary', 0, 'count'), 0, '1'),
  bad(
    'a strategy of canaries without one',
    deployment,
    spec('strategy'),
    strategy('Canary'),
    'needs canary',
    'spec.strategy.canary',
  ),
  bad('a strategy by no label', deployment, spec('strategy'), strategy('ByLabel'), 'needs label'),
  bad(
    'a custom strategy without buckets',
    deployment,
    spec('strategy'),
    strategy('Custom'),
    'needs custom',
    'spec.strategy.custom',
  ),
  bad('a planner without an address', deployment, spec('strategy'), strategy('Webhook'), 'needs webhook'),
  bad('no node at a time', deployment, spec('strategy', 'maxUnavailable'), '0%', 'nothing would ever be done'),
  bad(
    'more than everybody at a time',
    deployment,
    spec('strategy', 'maxUnavailable'),
    '101%',
    'a percentage such as 25%',
  ),
  bad('no bucket at a time', deployment, spec('strategy', 'maxConcurrentDomains'), 0, '1'),
  bad('a dry run on Sundays', deployment, spec('dryRun'), 'Sometimes', 'First'),
  bad('a gate of an unknown type', deployment, spec('gates', 0, 'type'), 'Oracle', 'Alertmanager'),
  bad('alerts of nowhere', deployment, spec('gates', 2, 'url'), undefined, 'needs url', 'spec.gates[2]'),
  bad('alerts of everything', deployment, spec('gates', 2, 'matchers'), undefined, 'needs matchers', 'spec.gates[2]'),
  bad('a matcher without quotes', deployment, spec('gates', 2, 'matchers', 0), 'rack=r1', 'must be a matcher such as'),
  bad(
    'a matcher of an unknown blank',
    deployment,
    spec('gates', 2, 'matchers', 0),
    'rack="{{rack}}"',
    'braces may only stand around',
  ),
  bad(
    'a gate with the fields of another',
    deployment,
    spec('gates', 0, 'url'),
    'http://am',
    'has none of',
    'spec.gates[0]',
  ),
  bad(
    'a health page in a file',
    deployment,
    spec('gates', 3, 'url'),
    'file:///etc/passwd',
    'must be an http or https URL',
  ),
  bad('a command of nothing', deployment, spec('gates', 4, 'argv'), [], '1'),
  bad('a command that is none', deployment, spec('gates', 4, 'argv'), undefined, 'needs argv', 'spec.gates[4]'),
  bad('a soak in words', deployment, spec('soak'), 'a while', 'must be a duration such as'),
  bad('a failure budget below nothing', deployment, spec('failureBudget', 'perBucket'), -1, 'a percentage such as 25%'),
  bad('a window that starts at 25', deployment, spec('windows', 0, 'start'), '25:00', 'must be a time of day such as'),
  bad('a window of no length', deployment, spec('windows', 0, 'duration'), '0h', 'longer than nothing'),
  bad('a window on a day that is none', deployment, spec('windows', 0, 'days', 0), 'Monday', 'Mon'),
  bad(
    'a window in a zone with a blank',
    deployment,
    spec('windows', 0, 'timeZone'),
    'Los Angeles',
    'must be an IANA time zone',
  ),
  bad('a freeze without an end', deployment, spec('freezes', 0, 'to'), undefined, 'to'),
  bad(
    'a freeze that ends before it begins',
    deployment,
    spec('freezes', 0, 'to'),
    '2026-12-19T00:00:00Z',
    'must end after it begins',
  ),
  bad(
    'a freeze in local time',
    deployment,
    spec('freezes', 0, 'from'),
    '2026-12-20T00:00:00+01:00',
    'must be a UTC time',
  ),
  bad('a freeze without a reason', deployment, spec('freezes', 0, 'reason'), undefined, 'reason'),
  bad('a history of nothing', deployment, spec('historyLimit'), 0, '1'),
  bad('a transaction to a branch', transaction, spec('toCommit'), 'main', 'a full commit of 40 hex digits'),
  bad('a bucket of fewer than none', transaction, spec('buckets', 0, 'nodes'), -1, '0'),
];

export const badRolloutEdits: readonly BadEdit[] = [
  badEdit("a deployment's pool", deployment, spec('nodePool'), 'db', "the pool of a deployment can't be changed"),
  badEdit(
    "a transaction's commit",
    transaction,
    spec('toCommit'),
    FROM,
    "a transaction (change the deployment) can't",
    'spec',
  ),
];

import type { Mutant } from '../mutant.ts';

const CHAINS = ['test/workflow/rollout.test.ts'];
const NEXT = ['test/unit/rollout-chain/next.test.ts'];
const RETURNS = ['test/unit/rollout-chain/await-returns.test.ts'];

/** In how rollouts are begun, held, sent out and waited for. */
export const rolloutChainDefects: readonly Mutant[] = [
  {
    name: 'one-jid-for-two-attempts',
    defect: 'A bucket that is tried again names the jids of the first time: nothing runs',
    file: 'api/salt-jid.ts',
    from: '${bucket} ${attempt} ${slice}',
    to: '${bucket} ${slice}',
    tests: ['test/unit/rollout-chain/salt-jid.test.ts'],
  },
  {
    name: 'pause-acknowledged-too-early',
    defect: 'A pause is acknowledged while a job is on its way to Salt',
    file: 'workflows/salt-bucket/workflow.ts',
    from: 'await condition(() => !isHeld(bucket) || !bucket.sending);',
    to: '',
    tests: CHAINS,
    only: 'pause in the middle of a slice',
  },
  {
    name: 'joined-where-it-is-too-late',
    defect: 'A node that comes meanwhile is counted into a bucket whose turn is over, and never gets the commit',
    file: 'api/rollout/joined.ts',
    from: "phase === 'Waiting' && attempt === 0",
    to: 'attempt >= 0',
    tests: ['test/unit/rollout/traces.test.ts'],
  },
  {
    name: 'joined-too-early',
    defect: 'A rollout is told of a node that has not the good commit yet: the old one may come after the new one',
    file: 'workflows/salt-deployment/state.ts',
    from: '!joined.includes(name) && !waiting.has(name)',
    to: '!joined.includes(name)',
    tests: ['test/unit/rollout-chain/joined.test.ts'],
  },
  {
    name: 'minions-written-every-time',
    defect: 'Every minion is written about after every slice, whether or not anything is new',
    file: 'crd-bridge/status/minion-news.ts',
    from: 'if (commit === before && result === lastResult && !isOld) return undefined;',
    to: '',
    tests: ['test/unit/bridge/show-minions.test.ts'],
  },
  {
    name: 'masters-out-of-turn',
    defect: 'All masters of a deployment serve the new commit once the first of them may',
    file: 'activities/rollout/make-masters.ts',
    from: "names.has(spec.computeNode ?? '') && spec.revision",
    to: 'spec.revision',
    tests: ['test/unit/rollout-chain/masters.test.ts'],
  },
  {
    name: 'failed-commit-again',
    defect: 'A commit that went wrong is rolled out again by itself',
    file: 'workflows/salt-deployment/next.ts',
    from: 'one?.commit === wanted.commit &&',
    to: 'false &&',
    tests: NEXT,
  },
  {
    name: 'way-back-superseded',
    defect: 'A rollback makes way for the commit that it goes back from',
    file: 'workflows/salt-deployment/next.ts',
    from: 'current.rollsBack || current.superseded',
    to: 'current.superseded',
    tests: NEXT,
  },
  {
    name: 'running-state-lost',
    defect: 'A minion that runs the states still is taken for one that lost its return',
    file: 'activities/rollout/await-returns.ts',
    from: "if (found === 'NotRunning') return false;",
    to: "if (found !== 'Silent') return false;",
    tests: RETURNS,
  },
  {
    name: 'foreign-job',
    defect: "Somebody else's job of the same jid is taken for ours",
    file: 'activities/rollout/await-returns.ts',
    from: '  mustBeOurs(jid, job.metadata, metadata);',
    to: '',
    tests: RETURNS,
  },
];

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

import type { Mutant } from '../mutant.ts';

const MINION = ['test/unit/activities/salt-minion.test.ts'];
const MASTER = ['test/unit/activities/salt-master.test.ts'];
const WISH = ['test/unit/kickstart/find-wish.test.ts'];
const COMPILE = ['test/unit/activities/salt-master-compile.test.ts'];
const KEY = ['test/unit/install-endpoint/salt-key-route.test.ts'];

/** In who becomes a minion of whom, and in what a master serves. */
export const saltMasterDefects: readonly Mutant[] = [
  {
    name: 'any-key-is-accepted',
    defect: 'Whoever asks the master first under the name of a minion is let in',
    file: 'activities/salt-minion/judge.ts',
    from: 'const ours = keys.filter(({ fingerprint }) => right.includes(fingerprint));',
    to: 'const ours = keys.filter(() => right.length > 0);',
    tests: MINION,
  },
  {
    name: 'key-of-an-old-install-counts',
    defect: 'The key that an install before this one told is still taken for the right one',
    file: 'activities/salt-minion/activities.ts',
    from: 'told?.installId === installId ?',
    to: 'told !== undefined ?',
    tests: MINION,
  },
  {
    name: 'last-told-key-counts',
    defect: 'A second key under one permit replaces the first',
    file: 'workers/install-endpoint/take-salt-key.ts',
    from: 'if (salt?.installId === installId) {',
    to: 'if (salt?.installId === installId && salt.minionKey === key) {',
    tests: KEY,
  },
  {
    name: 'node-goes-before-its-key',
    defect: 'A node lets itself be deleted while its key still stands on the master',
    file: 'activities/salt-minion/activities.ts',
    from: '    if (node) await holdNode(node);',
    to: '    void holdNode;',
    tests: MINION,
  },
  {
    name: 'foreign-key-is-deleted',
    defect: 'A SaltMinion that goes takes the accepted key of another machine along',
    file: 'activities/salt-minion/judge.ts',
    from: 'return keys.some(isOurs) && keys.every(',
    to: 'return keys.some(() => true) || keys.every(',
    tests: MINION,
  },
  {
    name: 'key-goes-while-the-machine-runs',
    defect: 'The key goes as soon as the deletion is asked for, and the machine asks to be let in again',
    file: 'api/salt/surroundings.ts',
    from: 'return isGoing(node) && !',
    to: 'return isGoing(node) || !',
    tests: MINION,
  },
  {
    name: 'a-key-a-call',
    defect: 'Each key is deleted by a call of its own, and each makes all minions log in again',
    file: 'activities/salt/batch.ts',
    from: 'this.#waiting.splice(0, MOST)',
    to: 'this.#waiting.splice(0, 1)',
    tests: MINION,
  },
  {
    name: 'commit-of-a-rollout-is-dropped',
    defect: 'What is served no more may be what a rollout is about to ask for',
    file: 'activities/salt-master/judge.ts',
    from: 'filter(([, at]) => now - at < IDLE_MS)',
    to: 'filter(([, at]) => now - at < 0)',
    tests: MASTER,
  },
  {
    name: 'master-goes-before-its-minions',
    defect: 'A SaltMaster goes while SaltMinions still have keys on it',
    file: 'activities/salt-master/activities.ts',
    from: 'if (first) {',
    to: 'if (!first && minions.length > 0) {',
    tests: MASTER,
  },
  {
    name: 'states-that-dont-compile-pass',
    defect: 'Sentences that Salt gives with exit code 0 count as states',
    file: 'activities/salt-master/compile.ts',
    from: 'return Array.isArray(value) ? value.filter',
    to: 'return Array.isArray(value) && retcode !== 0 ? value.filter',
    tests: COMPILE,
  },
  {
    name: 'a-new-commit-keeps-the-old-verdict',
    defect: 'A commit is not compiled when one before it was',
    file: 'activities/salt-master/compile.ts',
    from: 'before?.commit === commit && ',
    to: '',
    tests: COMPILE,
  },
  {
    name: 'any-master-is-taken',
    defect: 'A minion takes the first master that answers at its address',
    file: 'activities/kickstart/salt/minion-files.ts',
    from: '...(masterFingerprint !== undefined && { master_finger: masterFingerprint }),',
    to: '',
    tests: WISH,
  },
  {
    name: 'the-master-of-itself-waits-for-itself',
    defect: 'A machine that is to be its own master is asked for its key before it is installed',
    file: 'activities/kickstart/salt/find-wish.ts',
    from: 'isItself ? undefined :',
    to: '',
    tests: WISH,
  },
];

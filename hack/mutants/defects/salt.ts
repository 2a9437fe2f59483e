import type { Mutant } from '../mutant.ts';

/** Between us and Salt: what runs twice, who is let in, what a return means. */
export const saltDefects: readonly Mutant[] = [
  {
    name: 'salt-submit-without-probe',
    defect: 'A job is sent out again though the master knows it: a minion that was restarted runs it twice',
    file: 'activities/adapters/salt/salt-api.ts',
    from: 'const known = await this.job(order.jid);',
    to: 'const known = await this.job(`${order.jid}0`);',
    tests: ['test/contract/salt-behaviours.test.ts'],
  },
  {
    name: 'salt-key-by-name',
    defect: 'A pending key is accepted for its name, whatever its fingerprint',
    file: 'activities/adapters/salt/keys.ts',
    from: 'key.state === state && key.fingerprint === wanted.fingerprint',
    to: 'key.state === state && wanted.fingerprint !== ""',
    tests: ['test/contract/salt-api.test.ts'],
  },
  {
    name: 'salt-silence-is-an-answer',
    defect: 'What Salt says in place of a silent minion counts as its return',
    file: 'activities/adapters/salt/salt-api.ts',
    from: ".filter(([, { out }]) => out !== 'no_return')",
    to: ".filter(([, { out }]) => out !== 'no-return')",
    tests: ['test/contract/salt-api.test.ts'],
  },
  {
    name: 'salt-unknown-job-is-known',
    defect: 'A job that the master does not know counts as sent out, so nothing ever runs',
    file: 'activities/adapters/salt/salt-api.ts',
    from: 'if (listed.Error !== undefined) return undefined;',
    to: '',
    tests: ['test/contract/salt-api.test.ts'],
  },
  {
    name: 'salt-session-once',
    defect: 'A session that ended with salt-api is never renewed',
    file: 'activities/adapters/salt/salt-client.ts',
    from: 'this.#sessions.clear();',
    to: '',
    tests: ['test/contract/salt-api.test.ts'],
  },
  {
    name: 'salt-trial-is-clean',
    defect: 'A trial run that would change something counts as clean: its retcode is 0',
    file: 'activities/salt/verdict.ts',
    from: 'const pending = entries.filter(([, { result }]) => result === null);',
    to: 'const pending = entries.filter(([, { result }]) => result === undefined);',
    tests: ['test/unit/salt/verdict.test.ts'],
  },
  {
    name: 'salt-left-out-is-a-cause',
    defect: 'A state that was left out because another failed counts as a cause of its own',
    file: 'activities/salt/verdict.ts',
    from: 'ran.length > 0 ? ran : failed',
    to: 'failed',
    tests: ['test/unit/salt/verdict.test.ts'],
  },
  {
    name: 'salt-no-match-is-a-failure',
    defect: 'A minion that no state was meant for counts as one on which a state failed',
    file: 'activities/salt/verdict.ts',
    from: "if (onlyKey?.startsWith('no_|-states_|-'))",
    to: "if (onlyKey === 'no_|-states_|-')",
    tests: ['test/unit/salt/verdict.test.ts'],
  },
];

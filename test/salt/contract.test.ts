import { describeSalt, minions } from '../contract/suites/salt-api.ts';
import { RealSalt } from './dsl/real-salt.ts';

jest.setTimeout(180_000);

const top = "{{ saltenv }}:\n  '*': [site]\n";
const site = ['ran:', '  cmd.run:', '    - name: echo {{ saltenv }} >> {{ opts.root_dir }}/runs', ''].join('\n');
const slow = 'slow:\n  cmd.run:\n    - name: sleep 4\n';

describe('real Salt', () => {
  let real: RealSalt;
  let commits: readonly [string, string];
  let count = 0;

  beforeAll(async () => {
    real = await RealSalt.start(minions);
    const first = real.repository.commit({ 'a.sls': slow, 'site.sls': site, 'top.sls': top });
    const second = real.repository.commit({ 'b.sls': slow, 'site.sls': site, 'top.sls': top });
    commits = [first, second];
  }, 180_000);
  afterAll(() => real.close(), 60_000);

  describeSalt('the adapter', async () => ({
    salt: real.salt,
    repository: { url: real.repository.url, path: '' },
    commits,
    slowly: async () => ({ saltenv: commits[0], pillarenv: commits[0], queue: false, mods: ['a'] }),
    newcomer: () => real.keyOf(`new-${(count += 1)}`),
    impostor: ({ minion }) => real.keyOf(minion, `impostor-${(count += 1)}`),
    freeze: async (minion) => real.freeze(minion),
    wake: async (minion) => real.wake(minion),
    runs: async (minion, commit) => real.lines(minion, 'runs').filter((line) => line === commit).length,
    loseNextAnswer: async () => real.api.loseAnswerTo('local_async'),
    async endSessions() {
      await real.kill('salt-api');
      await real.relaunch('salt-api');
    },
  }));
});

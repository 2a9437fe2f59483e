import { MemorySaltApi } from '../../activities/adapters/memory/salt-api.ts';
import { statesReturn } from '../../activities/adapters/memory/salt-returns.ts';
import { SaltMasterApi } from '../../activities/adapters/salt/salt-api.ts';
import { Failure } from '../../activities/failure.ts';
import { plantCommits, plantMinions, simulatedSalt } from './salt-lab.ts';
import { Simulated } from './simulated.ts';
import { describeSalt, minions } from './suites/salt-api.ts';

const repository = { url: 'https://git.example/salt.git', path: '' };
const first = '4f0c17a9be2d53f6018c7e4a9d3b52f8c6e1047a';
const second = '9a1b6c2d8e4f70315a7b9c0d2e6f8143b5a7c9d1';
const commits = [first, second] as const;
const files = { [first]: ['a.sls', 'site.sls', 'top.sls'], [second]: ['b.sls', 'site.sls', 'top.sls'] };

let count = 0;
const another = (what: string) => `${what}-${(count += 1)}`;

describeSalt('the memory twin', async () => {
  const salt = new MemorySaltApi();
  for (const minion of minions) salt.plantKey(minion);
  salt.repositories.set(repository.url, { branches: { main: second }, commits: files });
  const wellAnswered = salt.answer;
  salt.answer = (minion, call) => (call.kwargs?.slowly ? { kind: 'runs' } : wellAnswered(minion, call));
  return {
    salt,
    repository,
    commits,
    slowly: async () => ({ slowly: true }),
    async newcomer() {
      const key = { minion: another('new'), fingerprint: another('key') };
      salt.plantKey(key.minion, key.fingerprint, 'Pending');
      return key;
    },
    async impostor({ minion }) {
      const key = { minion, fingerprint: another('key') };
      salt.plantKey(minion, key.fingerprint, 'Denied');
      return key;
    },
    freeze: async (minion) => void salt.away.add(minion),
    async wake(minion) {
      salt.away.delete(minion);
      for (const { jid, minion: running } of salt.ran)
        salt.finish(jid, running, statesReturn([{ id: 'slow', result: true }]));
    },
    runs: async (minion, commit) =>
      salt.ran.filter((run) => run.minion === minion && run.kwargs.saltenv === commit).length,
    loseNextAnswer: async () => salt.log.failNextChange('after', new Failure('Unavailable', 'the answer is lost')),
    endSessions: async () => undefined,
  };
});

describe('Salt', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  describeSalt('the adapter', async () => {
    await simulated.reset();
    await simulated.set({ saltStateSeconds: 0.05, saltGatherSeconds: 0.02, saltAskSeconds: 0.05 });
    await plantMinions(simulated, minions);
    await plantCommits(simulated, repository.url, files, { main: second });
    const credentials = simulated.credentials.salt;
    const http = simulated.http({ timeoutMs: 2_000 });
    return {
      ...simulatedSalt(simulated, another),
      salt: new SaltMasterApi({ url: simulated.urls.salt, credentials, eauth: 'sharedsecret', http }),
      repository,
      commits,
    };
  });
});

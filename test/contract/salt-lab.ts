import type { Simulated } from './simulated.ts';
import type { SaltSubject } from './suites/salt-api.ts';

interface MinionTruth {
  id: string;
  runs: { jid: string; fun: string; kwargs: { saltenv?: string } }[];
}

/** Minions that run already, and whose keys were accepted. */
export async function plantMinions(simulated: Simulated, ids: readonly string[]): Promise<void> {
  await simulated.admin('POST', '/_sim/minions', { minions: ids.map((id) => ({ id, accepted: true })) });
}

/** A repository with these commits, by the paths of their states; the states of each change something. */
export async function plantCommits(
  simulated: Simulated,
  url: string,
  files: Readonly<Record<string, string[]>>,
  branches: Readonly<Record<string, string>>,
): Promise<void> {
  const commits = Object.entries(files).map(([commit, paths]) => [commit, { files: paths, states: [changing] }]);
  await simulated.admin('PUT', '/_sim/repositories', { url, branches, commits: Object.fromEntries(commits) });
}

const changing = { id: 'pretends', fun: 'test.succeed_with_changes' };

/** What is done to the simulated Salt behind its API. */
export function simulatedSalt(
  simulated: Simulated,
  another: (what: string) => string,
): Omit<SaltSubject, 'salt' | 'repository' | 'commits'> {
  const ask = async (minion: string) => {
    const fingerprint = another('key');
    await simulated.admin('PUT', `/_sim/minions/${minion}`, { fingerprint });
    return { minion, fingerprint };
  };
  return {
    async slowly() {
      const fault = { system: 'minion', path: '/web-1/state.apply', does: 'slow', seconds: 0.5, count: 1 };
      await simulated.admin('POST', '/_sim/faults', fault);
      return {};
    },
    newcomer: () => ask(another('new')),
    impostor: ({ minion }) => ask(minion),
    async freeze(minion) {
      await simulated.admin('POST', '/_sim/faults', { system: 'minion', path: `/${minion}/*`, does: 'silent' });
    },
    wake: async () => void (await simulated.admin('DELETE', '/_sim/faults')),
    async runs(minion, commit) {
      const { minions } = (await simulated.admin('GET', '/_sim/state')) as { minions: MinionTruth[] };
      const own = minions.find(({ id }) => id === minion);
      return (own?.runs ?? []).filter(({ kwargs }) => kwargs.saltenv === commit).length;
    },
    loseNextAnswer: () => simulated.fault({ system: 'salt', path: '/local_async/*', drop: 'after' }),
    endSessions: async () => void (await simulated.admin('POST', '/_sim/salt/restart')),
  };
}

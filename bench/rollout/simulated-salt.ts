import type { Lab } from '../provision/lab.ts';

export const REPOSITORY = 'https://git.example/salt.git';
export const BIG_BYTES = 200_000;
const MINIONS_AT_ONCE = 500;
/** Of a commit, each of which changes something on every minion. */
const STATES = 10;

/** A job of a rollout's, as the simulated master itself tells it. */
export interface SaltJobTruth {
  fun: string;
  kwargs: { saltenv?: string };
  minions: string[];
  metadata: { rollout?: string; bucket?: string };
}

export interface SaltTruth {
  minions: { id: string; runs: { fun: string; kwargs: { saltenv?: string; test?: boolean } }[] }[];
  saltJobs: SaltJobTruth[];
}

export type SimulatedSalt = ReturnType<typeof simulatedSalt>;

/** The simulator's Salt: what is prepared in it, and what it says itself. */
export function simulatedSalt({ stack }: Pick<Lab, 'stack'>) {
  const admin = `${stack.file.simulator?.admin ?? ''}/_sim`;

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const reply = await fetch(`${admin}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  return {
    url: stack.file.simulator?.salt ?? '',
    /** The commits can be served, the minions are there, and each tenth of them returns much. */
    async prepare(minions: readonly string[], commits: readonly string[]): Promise<void> {
      const states = Array.from({ length: STATES }, (_, index) => ({ id: `/etc/bench/${index}.conf` }));
      const content = Object.fromEntries(commits.map((commit) => [commit, { states }]));
      await ask('PUT', '/repositories', { url: REPOSITORY, commits: content });
      for (let from = 0; from < minions.length; from += MINIONS_AT_ONCE) {
        const some = minions.slice(from, from + MINIONS_AT_ONCE).map((id) => ({ id, accepted: true }));
        await ask('POST', '/minions', { minions: some });
      }
      const huge = { does: 'huge', bytes: BIG_BYTES };
      await ask('POST', '/faults', { system: 'minion', method: '*', path: '/*0/state.apply', ...huge });
    },
    truth: () => ask<SaltTruth>('GET', '/state'),
    /** So many returns were big until now. */
    async bigReturns(): Promise<number> {
      const faults = await ask<{ hits: number }[]>('GET', '/faults');
      return faults.reduce((sum, { hits }) => sum + hits, 0);
    },
    /** Calls of salt-api since the journal's entry of that number; and the number of the last one. */
    async calls(after: number): Promise<{ calls: number; last: number }> {
      const entries = await ask<{ seq: number; system: string }[]>('GET', `/journal?after=${after}`);
      return {
        calls: entries.filter(({ system }) => system === 'salt').length,
        last: entries.at(-1)?.seq ?? after,
      };
    },
  };
}

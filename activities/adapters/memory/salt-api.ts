import { Failure } from '../../failure.ts';
import {
  type ExpectedKey,
  type JobOnMinion,
  type KeyAcceptance,
  type MinionReturn,
  type SaltApi,
  type SaltCall,
  type SaltJob,
  type SaltJobOrder,
  type SaltKey,
  type SaltKeyState,
  saltKeyStates,
  type SaltRepository,
  type SaltSubmission,
} from '../../ports/salt-api.ts';
import { statesReturn, valueReturn } from './salt-returns.ts';
import { TwinLog } from './twin-log.ts';

/** What a minion does with a job: it returns; it runs until `finish`; it returns, and the master never hears of it. */
export type MinionAnswer =
  { kind: 'returns'; value: MinionReturn } | { kind: 'runs' } | { kind: 'loses'; value: MinionReturn };

interface MemoryJob {
  order: SaltJobOrder;
  minions: string[];
  returns: Map<string, MinionReturn>;
  kept: Map<string, MinionReturn>;
  running: Set<string>;
}

/** What a repository holds: branches and commits, and the paths of each commit's states. */
export interface MemoryRepository {
  branches: Record<string, string>;
  commits: Record<string, string[]>;
}

/** SaltApi in memory. Minions answer at once, as a test says; by default every state changes something. */
export class MemorySaltApi implements SaltApi {
  readonly log = new TwinLog();
  /** What ran on minions, in the order in which it began there. */
  readonly ran: { minion: string; jid: string; fun: string; kwargs: Readonly<Record<string, unknown>> }[] = [];
  /** Minions that hear nothing. */
  readonly away = new Set<string>();
  /** By url. */
  readonly repositories = new Map<string, MemoryRepository>();
  fingerprint = 'fingerprint of the master';
  answer: (minion: string, call: SaltCall) => MinionAnswer = answerWell;
  readonly #jobs = new Map<string, MemoryJob>();
  readonly #keys: SaltKey[] = [];
  readonly #served = new Map<string, string[]>();

  async ping(): Promise<void> {
    this.log.answer();
  }

  async submit(order: SaltJobOrder): Promise<SaltSubmission> {
    const { jid } = order;
    const known = this.#jobs.get(jid);
    const minions = known?.minions ?? this.#accepted(order.minions);
    const missing = order.minions.filter((minion) => !minions.includes(minion));
    if (!known && minions.length > 0)
      this.log.change(`submit ${jid}: ${order.fun} on ${minions.join(', ')}`, () => this.#publish(order, minions));
    return { jid, minions: [...minions], missing };
  }

  async job(jid: string): Promise<SaltJob | undefined> {
    const job = this.#jobs.get(jid);
    if (!job) return undefined;
    const { order, minions, returns } = job;
    const metadata = { ...order.metadata };
    return { fun: order.fun, minions: [...minions], metadata, returns: Object.fromEntries(returns) };
  }

  async findJob(jid: string, minions: readonly string[]): Promise<Record<string, JobOnMinion>> {
    const running = this.#jobs.get(jid)?.running;
    const present = this.#present(minions);
    return Object.fromEntries(
      minions.map((minion) => {
        if (!present.includes(minion)) return [minion, 'Silent'];
        return [minion, running?.has(minion) ? 'Running' : 'NotRunning'];
      }),
    );
  }

  async keptReturns(jid: string, minions: readonly string[]): Promise<Record<string, MinionReturn>> {
    const kept = this.#jobs.get(jid)?.kept;
    return Object.fromEntries(
      this.#present(minions).flatMap((minion) => {
        const value = kept?.get(minion);
        return value ? [[minion, value]] : [];
      }),
    );
  }

  async run(call: SaltCall): Promise<Record<string, MinionReturn>> {
    this.log.answer();
    return Object.fromEntries(
      this.#present(call.minions).flatMap((minion) => {
        const answer = this.#begin(minion, '', call);
        return answer.kind === 'returns' ? [[minion, answer.value]] : [];
      }),
    );
  }

  async masterFingerprint(): Promise<string> {
    this.log.answer();
    return this.fingerprint;
  }

  async keys(): Promise<Record<SaltKeyState, string[]>> {
    const idsOf = (wanted: SaltKeyState) =>
      this.#keys.filter(({ state }) => state === wanted).map(({ minion }) => minion);
    return Object.fromEntries(saltKeyStates.map((state) => [state, idsOf(state)])) as Record<SaltKeyState, string[]>;
  }

  async fingerprints(minions: readonly string[]): Promise<SaltKey[]> {
    return this.#keys.filter(({ minion }) => minions.includes(minion)).map((key) => ({ ...key }));
  }

  async acceptKeys(expected: readonly ExpectedKey[]): Promise<KeyAcceptance[]> {
    const good = this.#keys.filter(
      (key) => key.state === 'Pending' && expected.some((wanted) => isSameKey(wanted, key)),
    );
    if (good.length > 0)
      this.log.change(`accept the keys of ${good.map(({ minion }) => minion).join(', ')}`, () => {
        for (const key of good) key.state = 'Accepted';
      });
    return expected.map((wanted) => {
      const { minion } = wanted;
      const found = this.#keys.filter((key) => key.minion === minion).map((key) => ({ ...key }));
      if (found.length === 0) return { minion, outcome: 'Absent' };
      const accepted = found.some((key) => key.state === 'Accepted' && isSameKey(wanted, key));
      return accepted ? { minion, outcome: 'Accepted' } : { minion, outcome: 'Refused', found };
    });
  }

  async deleteKeys(minions: readonly string[]): Promise<void> {
    const gone = this.#keys.filter(({ minion }) => minions.includes(minion));
    if (gone.length === 0) return;
    this.log.change(`delete the keys of ${[...new Set(gone.map(({ minion }) => minion))].join(', ')}`, () => {
      for (const key of gone) this.#keys.splice(this.#keys.indexOf(key), 1);
    });
  }

  async resolve(repository: SaltRepository, branch: string): Promise<string> {
    const commit = this.#repository(repository).branches[branch];
    if (commit !== undefined) return commit;
    throw new Failure('NotFound', `${repository.url} has no branch ${branch}: git knows no such ref.`);
  }

  async serve(repository: SaltRepository, commit: string): Promise<void> {
    if (this.#served.has(commit)) return;
    const files = this.#repository(repository).commits[commit];
    if (!files) throw new Failure('NotFound', `${repository.url} has no commit ${commit}: git can't fetch it.`);
    this.log.change(`serve ${commit}`, () => this.#served.set(commit, files));
  }

  async served(): Promise<string[]> {
    return [...this.#served.keys()].sort();
  }

  async keepOnly(commits: readonly string[]): Promise<void> {
    const gone = [...this.#served.keys()].filter((commit) => !commits.includes(commit));
    if (gone.length === 0) return;
    this.log.change(`serve no more ${gone.join(', ')}`, () => {
      for (const commit of gone) this.#served.delete(commit);
    });
  }

  async fileList(saltenv: string): Promise<string[]> {
    return [...(this.#served.get(saltenv) ?? [])].sort();
  }

  /** A minion's key, as if it had asked the master to be let in. */
  plantKey(minion: string, fingerprint = `fingerprint of ${minion}`, state: SaltKeyState = 'Accepted'): void {
    this.#keys.push({ minion, fingerprint, state });
  }

  /** A job that runs there comes to its end, and the master hears of it. */
  finish(jid: string, minion: string, value: MinionReturn): void {
    const job = this.#jobs.get(jid);
    if (!job?.running.delete(minion)) return;
    job.kept.set(minion, value);
    job.returns.set(minion, value);
  }

  /** As when the master's time to keep jobs is over. */
  forgetJob(jid: string): void {
    this.#jobs.delete(jid);
  }

  #publish(order: SaltJobOrder, minions: string[]): void {
    const job: MemoryJob = { order, minions, returns: new Map(), kept: new Map(), running: new Set() };
    this.#jobs.set(order.jid, job);
    for (const minion of this.#present(minions)) {
      const answer = this.#begin(minion, order.jid, order);
      if (answer.kind === 'runs') job.running.add(minion);
      if (answer.kind !== 'runs') job.kept.set(minion, answer.value);
      if (answer.kind === 'returns') job.returns.set(minion, answer.value);
    }
  }

  #begin(minion: string, jid: string, call: SaltCall): MinionAnswer {
    this.ran.push({ minion, jid, fun: call.fun, kwargs: call.kwargs ?? {} });
    return this.answer(minion, call);
  }

  #accepted(minions: readonly string[]): string[] {
    const accepted = new Set(this.#keys.filter(({ state }) => state === 'Accepted').map(({ minion }) => minion));
    return minions.filter((minion) => accepted.has(minion));
  }

  #present(minions: readonly string[]): string[] {
    return this.#accepted(minions).filter((minion) => !this.away.has(minion));
  }

  #repository({ url }: SaltRepository): MemoryRepository {
    const repository = this.repositories.get(url);
    if (repository) return repository;
    throw new Failure('Unavailable', `The master can't reach ${url}: git finds no repository there.`);
  }
}

function isSameKey(wanted: ExpectedKey, key: SaltKey): boolean {
  return wanted.minion === key.minion && wanted.fingerprint === key.fingerprint;
}

function answerWell(_minion: string, { fun, kwargs }: SaltCall): MinionAnswer {
  if (!fun.startsWith('state.')) return { kind: 'returns', value: valueReturn(true) };
  const tried = kwargs?.test === true;
  const state = { id: 'site', result: tried ? null : true, changes: { file: 'new' } };
  return { kind: 'returns', value: statesReturn([state]) };
}

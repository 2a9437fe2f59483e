import type {
  ExpectedKey,
  JobOnMinion,
  KeyAcceptance,
  MinionReturn,
  SaltApi,
  SaltCall,
  SaltJob,
  SaltJobOrder,
  SaltKey,
  SaltKeyState,
  SaltRepository,
  SaltSubmission,
} from '../../ports/salt-api.ts';
import { keepCommits, listServed, resolveBranch, serveCommit } from './commits.ts';
import { acceptKeys, deleteKeys, listKeys, readFingerprints, readMasterFingerprint } from './keys.ts';
import { SaltClient, type SaltOptions } from './salt-client.ts';
import { files, fullReturns, keptJob, listedJob, published, runningJob } from './schema.ts';

/** How long minions are waited for that are asked something short, and how long Salt then asks whether they are there. */
const ANSWER_SECONDS = 5;
const GATHER_SECONDS = 5;

/** SaltApi on salt-api (rest_cherrypy). */
export class SaltMasterApi implements SaltApi {
  readonly #client: SaltClient;

  constructor(options: SaltOptions) {
    this.#client = new SaltClient(options);
  }

  async ping(): Promise<void> {
    await listKeys(this.#client);
  }

  async submit(order: SaltJobOrder): Promise<SaltSubmission> {
    const known = await this.job(order.jid);
    const minions = known?.minions ?? (await this.#publish(order));
    const reached = new Set(minions);
    return { jid: order.jid, minions, missing: order.minions.filter((minion) => !reached.has(minion)) };
  }

  async job(jid: string): Promise<SaltJob | undefined> {
    const listed = await this.#client.runner(listedJob, 'jobs.list_job', { jid }, `look up job ${jid}`);
    if (listed.Error !== undefined) return undefined;
    const metadata = Object.entries(listed.Metadata ?? {}).map(([key, value]) => [key, String(value)]);
    return {
      fun: listed.Function,
      minions: listed.Minions,
      metadata: Object.fromEntries(metadata) as Record<string, string>,
      returns: listed.Result,
    };
  }

  async findJob(jid: string, minions: readonly string[]): Promise<Record<string, JobOnMinion>> {
    const returns = await this.run({ fun: 'saltutil.find_job', minions, args: [jid] });
    return Object.fromEntries(minions.map((minion) => [minion, stateOf(returns[minion])]));
  }

  async keptReturns(jid: string, minions: readonly string[]): Promise<Record<string, MinionReturn>> {
    const returns = await this.run({ fun: 'saltutil.find_cached_job', minions, args: [jid] });
    return Object.fromEntries(
      Object.entries(returns).flatMap(([minion, answer]) => {
        const kept = keptJob.safeParse(answer.return);
        return kept.success ? [[minion, kept.data]] : [];
      }),
    );
  }

  async run(call: SaltCall): Promise<Record<string, MinionReturn>> {
    if (call.minions.length === 0) return {};
    const lowstate = {
      client: 'local',
      ...lowstateOf(call),
      full_return: true,
      timeout: ANSWER_SECONDS,
      gather_job_timeout: GATHER_SECONDS,
    };
    const returns = await this.#client.ask(fullReturns, lowstate, `run ${call.fun}`);
    return Object.fromEntries(
      Object.entries(returns)
        // Of a minion that says nothing, or that it does not know, Salt returns words of its own.
        .filter(([, { out }]) => out !== 'no_return')
        .map(([minion, { ret, retcode }]) => [minion, { return: ret, retcode, success: retcode === 0 }]),
    );
  }

  masterFingerprint(): Promise<string> {
    return readMasterFingerprint(this.#client);
  }

  keys(): Promise<Record<SaltKeyState, string[]>> {
    return listKeys(this.#client);
  }

  fingerprints(minions: readonly string[]): Promise<SaltKey[]> {
    return readFingerprints(this.#client, minions);
  }

  acceptKeys(expected: readonly ExpectedKey[]): Promise<KeyAcceptance[]> {
    return acceptKeys(this.#client, expected);
  }

  deleteKeys(minions: readonly string[]): Promise<void> {
    return deleteKeys(this.#client, minions);
  }

  resolve(repository: SaltRepository, branch: string): Promise<string> {
    return resolveBranch(this.#client, repository, branch);
  }

  serve(repository: SaltRepository, commit: string): Promise<void> {
    return serveCommit(this.#client, repository, commit);
  }

  served(): Promise<string[]> {
    return listServed(this.#client);
  }

  keepOnly(commits: readonly string[]): Promise<void> {
    return keepCommits(this.#client, commits);
  }

  async fileList(saltenv: string): Promise<string[]> {
    const task = `list the files of ${saltenv}`;
    return (await this.#client.runner(files, 'fileserver.file_list', { saltenv }, task)).sort();
  }

  async #publish(order: SaltJobOrder): Promise<string[]> {
    const { jid, metadata = {} } = order;
    const lowstate = { client: 'local_async', ...lowstateOf(order), jid, metadata };
    const { minions } = await this.#client.ask(published, lowstate, `send out ${order.fun} as job ${jid}`);
    return minions;
  }
}

function lowstateOf({ fun, minions, args = [], kwargs = {} }: SaltCall): object {
  return { tgt_type: 'list', tgt: minions, fun, arg: args, kwarg: kwargs };
}

function stateOf(answer: MinionReturn | undefined): JobOnMinion {
  if (!answer) return 'Silent';
  return runningJob.safeParse(answer.return).success ? 'Running' : 'NotRunning';
}

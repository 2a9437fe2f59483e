import { Failure } from '../failure.ts';
import type { JobOnMinion, MinionReturn, SaltApi } from '../ports/salt-api.ts';

/** Milliseconds since the job was sent out. */
export interface Patience {
  /** Minions that are silent for so long are asked whether they still run it. */
  askAfterMs: number;
  /** So long a minion may hear and say nothing: it takes minutes to find back to a master that was away. */
  silentMs: number;
  /** A job that still runs after so long is waited for no more: the minion may hang. */
  runMs: number;
}

export interface AwaitedJob {
  jid: string;
  /** Those that the job went to. */
  minions: readonly string[];
  metadata: Readonly<Record<string, string>>;
}

/** What each minion sent back, or what it says of the job when there is nothing. */
export type Answers = ReadonlyMap<string, MinionReturn | JobOnMinion>;

/**
 * What became of a job on its minions, once that can be told of each; undefined before. `waitedMs`: since it was sent
 * out. Salt itself never says that a return will not come: the minions are asked.
 */
export async function answersOf(
  salt: Pick<SaltApi, 'job' | 'findJob' | 'keptReturns'>,
  { jid, minions, metadata }: AwaitedJob,
  waitedMs: number,
  patience: Patience,
): Promise<Answers | undefined> {
  const job = await salt.job(jid);
  // The master keeps jobs for a day: what it has forgotten is lost.
  if (!job) return new Map(minions.map((minion) => [minion, 'NotRunning']));
  mustBeOurs(jid, job.metadata, metadata);
  const answers = new Map<string, MinionReturn | JobOnMinion>(Object.entries(job.returns));
  const silent = () => minions.filter((minion) => !answers.has(minion));
  if (silent().length === 0) return answers;
  if (waitedMs < patience.askAfterMs) return undefined;

  const says = await salt.findJob(jid, silent());
  // A return that came while they were asked is one.
  for (const [minion, value] of Object.entries((await salt.job(jid))?.returns ?? {})) answers.set(minion, value);
  const done = silent().filter((minion) => says[minion] === 'NotRunning');
  const kept = done.length > 0 ? await salt.keptReturns(jid, done) : {};
  for (const [minion, value] of Object.entries(kept)) answers.set(minion, value);
  for (const minion of silent()) {
    const found = says[minion] ?? 'Silent';
    if (mayReturn(found, waitedMs, patience)) return undefined;
    answers.set(minion, found);
  }
  return answers;
}

const PAUSE_MS = { least: 500, most: 10_000 };

/** Until the next poll: half as long as it takes already, so that nobody asks often for what takes long. */
export function pauseMs(waitedMs: number): number {
  return Math.min(PAUSE_MS.most, Math.max(PAUSE_MS.least, waitedMs / 2));
}

/** One that answers and knows no such job has lost its return, or never heard of it. */
function mayReturn(found: JobOnMinion, waitedMs: number, { silentMs, runMs }: Patience): boolean {
  if (found === 'NotRunning') return false;
  return waitedMs < (found === 'Running' ? runMs : silentMs);
}

/** A jid is a digest: another job may bear it, once in a great while. */
function mustBeOurs(jid: string, found: Record<string, string>, ours: Readonly<Record<string, string>>): void {
  if (Object.entries(ours).every(([key, value]) => found[key] === value)) return;
  throw new Failure('Conflict', `Salt's job ${jid} is another one: ${JSON.stringify(found)}; retry the bucket`);
}

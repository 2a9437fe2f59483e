import { jobTruth } from './jobs.ts';
import { minionTruth } from './minion.ts';
import type { Salt } from './salt.ts';

/** Of `/_sim/state`: minions with all that they ran, Salt's own jobs and keys, and what the master serves. */
export function saltTruth({ master }: Salt): object {
  const { minions, keys, jobs, commits } = master;
  const listOf = (id: string, fingerprint: string) =>
    keys.of(id).find((key) => key.fingerprint === fingerprint)?.list ?? null;
  return {
    minions: minions.values().map((minion) => minionTruth(minion, listOf(minion.id, minion.fingerprint))),
    saltKeys: keys.all(),
    saltJobs: jobs.all().map(jobTruth),
    saltCommits: [...commits.served.keys()].sort(),
  };
}

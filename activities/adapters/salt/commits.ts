import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { SaltRepository } from '../../ports/salt-api.ts';
import type { SaltClient } from './salt-client.ts';
import { resolved, runnerProblem, servedCommits } from './schema.ts';

const REMEDIES = {
  NotFound: 'Push it, or correct the revision.',
  Unavailable: 'Bedplate tries again; check that the master can reach it.',
  AuthRejected: "Give the master credentials that may read it: the Secret that the SaltMaster's repo names.",
  InvalidInput: "Correct the SaltMaster's repo.",
} as const;

/** Salt has no word for "serve that commit": the runner module `bedplate` of Bedplate's own masters does it. */
export async function resolveBranch(client: SaltClient, repository: SaltRepository, branch: string): Promise<string> {
  const what = `branch ${branch} of ${repository.url}`;
  const { commit } = await ask(client, resolved, 'resolve', { ...named(repository), branch }, what);
  return commit;
}

export async function serveCommit(client: SaltClient, repository: SaltRepository, commit: string): Promise<void> {
  await ask(client, resolved, 'serve', { ...named(repository), commit }, `commit ${commit} of ${repository.url}`);
}

export async function listServed(client: SaltClient): Promise<string[]> {
  const { commits } = await ask(client, servedCommits, 'served', {}, 'the commits that it serves');
  return commits.sort();
}

export async function keepCommits(client: SaltClient, commits: readonly string[]): Promise<void> {
  await ask(client, servedCommits, 'keep', { commits }, 'the commits that nobody needs');
}

async function ask<T>(client: SaltClient, schema: z.ZodType<T>, fun: string, kwarg: object, what: string): Promise<T> {
  const answer = await client.runner(z.union([runnerProblem, schema]), `bedplate.${fun}`, { kwarg }, `${fun} ${what}`);
  if (!isProblem(answer)) return answer;
  const { problem, words } = answer;
  throw new Failure(
    problem,
    `The Salt master could not ${fun} ${what}. git says: ${words.trim()}. ${REMEDIES[problem]}`,
  );
}

function isProblem(answer: unknown): answer is z.infer<typeof runnerProblem> {
  return runnerProblem.safeParse(answer).success;
}

function named({ url, path, pillarPath }: SaltRepository): Record<string, string> {
  return { url, path, ...(pillarPath !== undefined && { pillar_path: pillarPath }) };
}

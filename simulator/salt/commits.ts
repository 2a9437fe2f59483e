/** One state of a commit, as one of Salt's own functions does it. */
export interface StateRule {
  id: string;
  sls: string;
  fun: StateFunction;
  /** Glob: on other minions it is not in the highstate. */
  minions: string;
  /** Id of the state before it that must not have failed. */
  requires?: string | undefined;
  /** In place of Salt's own words. */
  comment?: string | undefined;
}

export const stateFunctions = [
  'test.succeed_with_changes',
  'test.succeed_without_changes',
  'test.fail_with_changes',
  'test.fail_without_changes',
  // Changes something the first time that a minion gets it from this commit.
  'file.managed',
] as const;
export type StateFunction = (typeof stateFunctions)[number];

/** What keeps a commit from being applied: the sentences that a minion returns instead of states. */
export interface Refusal {
  kind: 'compile' | 'pillar' | 'top';
  words: string[];
  minions: string;
}

export interface Commit {
  files: string[];
  /** The SLS that the top file names; without it, all. */
  top?: string[] | undefined;
  pillar: string[];
  states: StateRule[];
  refusals: Refusal[];
}

export interface Repository {
  url: string;
  reachable: boolean;
  branches: Map<string, string>;
  commits: Map<string, Commit>;
}

export type ServeProblem = { problem: 'NotFound' | 'Unavailable'; words: string };

/** Git repositories, and what the master serves of them. */
export class Commits {
  readonly repositories = new Map<string, Repository>();
  readonly served = new Map<string, Commit>();

  resolve(url: string, branch: string): { commit: string } | ServeProblem {
    const repository = this.#reach(url);
    if ('problem' in repository) return repository;
    const commit = repository.branches.get(branch);
    return commit === undefined
      ? { problem: 'NotFound', words: `fatal: couldn't find remote ref refs/heads/${branch}` }
      : { commit };
  }

  serve(url: string, commit: string): { commit: string } | ServeProblem {
    if (this.served.has(commit)) return { commit };
    const repository = this.#reach(url);
    if ('problem' in repository) return repository;
    const found = repository.commits.get(commit);
    if (!found) return { problem: 'NotFound', words: `fatal: remote error: upload-pack: not our ref ${commit}` };
    this.served.set(commit, found);
    return { commit };
  }

  keep(commits: readonly string[]): void {
    for (const commit of this.served.keys()) if (!commits.includes(commit)) this.served.delete(commit);
  }

  clear(): void {
    this.repositories.clear();
    this.served.clear();
  }

  #reach(url: string): Repository | ServeProblem {
    const repository = this.repositories.get(url);
    if (repository?.reachable) return repository;
    return { problem: 'Unavailable', words: `fatal: unable to access '${url}/': Could not resolve host` };
  }
}

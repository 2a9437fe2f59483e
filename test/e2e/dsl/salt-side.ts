import type { World } from './world.ts';

/** What a commit is like: fine; one of its states fails; it does not compile. */
export type Release = 'good' | 'failing' | 'broken';

/** A state that fails, by its id, and the words that the broken commit is refused with. */
export const FAILING_STATE = 'nginx';
export const BROKEN_WORDS = /Rendering SLS '\S+:site' failed: Jinja variable 'nothing' is undefined/;

export interface SaltJobSeen {
  jid: string;
  act: 'apply' | 'look';
  minions: string[];
}

/** A Salt master with the minions of the machines, real or simulated; what is asked of it is its own truth. */
export interface SaltSide {
  /** Of salt-api. */
  url: string;
  login: { username: string; password: string };
  repository: string;
  /** The next commit of the repository. Its states take a second or two. */
  commit(release: Release): Promise<string>;
  /** The minions of all machines that have been installed run from now on, as the install left them. */
  runMinions(world: World): Promise<void>;
  /** Jids of the runs that came to the end of this commit's states, on a minion, in its own words. */
  lines(minion: string, commit: string): Promise<string[]>;
  /** For a commit, by Salt's own list. */
  jobs(commit: string): Promise<SaltJobSeen[]>;
  /** `lost` sees to it that the return of this minion's run gets lost, while the minion lives and goes on. */
  loseReturn(minion: string, commit: string): Promise<{ lost(): Promise<void> }>;
  /** The next run of states on this minion comes to no end by itself. */
  dawdle(minion: string): Promise<void>;
  isDawdling(minion: string): Promise<boolean>;
  /** The process of a minion ends in the middle of what it does, and is started again. */
  restartMinion(minion: string): Promise<void>;
  stopApi(): Promise<void>;
  startApi(): Promise<void>;
  end(): Promise<void>;
}

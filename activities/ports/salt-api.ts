import type { SecretRef } from '../../api/plan.ts';

/** One function for many minions, as a job of Salt. */
export interface SaltCall {
  /** `state.apply` (without `mods`: the highstate), `grains.setval`, `test.ping`, … */
  fun: string;
  /** Ids of minions; never a pattern. */
  minions: readonly string[];
  args?: readonly unknown[];
  /** Such as `{saltenv, pillarenv, test, queue, mods}` of `state.apply`. */
  kwargs?: Readonly<Record<string, unknown>>;
}

export interface SaltJobOrder extends SaltCall {
  /**
   * The caller's own, made once: 20 digits, a time as `YYYYMMDDhhmmssffffff`. Who asks again names the same jid, and
   * who wants it to run again another one.
   */
  jid: string;
  /** Kept with the job, and shown with it: `{rollout, bucket, attempt}`. */
  metadata?: Readonly<Record<string, string>>;
}

export interface SaltSubmission {
  jid: string;
  /** Those that the job went to: their keys are accepted, which does not say that they are there. */
  minions: string[];
  /** Those whose key is not accepted. */
  missing: string[];
}

/** What a minion sent back, as it came: what it means is decided by `activities/salt/verdict.ts`. */
export interface MinionReturn {
  return: unknown;
  retcode: number;
  success: boolean;
}

export interface SaltJob {
  fun: string;
  /** Those that it went to. */
  minions: string[];
  metadata: Record<string, string>;
  /** Of those that returned so far. */
  returns: Record<string, MinionReturn>;
}

/** What a minion says of a job: it runs it; it does not (any more, or it never heard of it); it says nothing. */
export type JobOnMinion = 'Running' | 'NotRunning' | 'Silent';

/** Denied: another key of that name was there first. */
export const saltKeyStates = ['Accepted', 'Pending', 'Rejected', 'Denied'] as const;
export type SaltKeyState = (typeof saltKeyStates)[number];

export interface SaltKey {
  minion: string;
  state: SaltKeyState;
  /** SHA-256 as Salt writes it: `0a:1b:…` */
  fingerprint: string;
}

export interface ExpectedKey {
  minion: string;
  fingerprint: string;
}

export type KeyAcceptance =
  | { minion: string; outcome: 'Accepted' }
  /** The master knows no key of that minion yet. */
  | { minion: string; outcome: 'Absent' }
  /** Somebody else's keys bear its name, or the right one was rejected or came second. */
  | { minion: string; outcome: 'Refused'; found: SaltKey[] };

/** Where a master takes states and pillar from. Its credentials are the master's own: they don't pass through here. */
export interface SaltRepository {
  url: string;
  /** Folder of the states, and of the pillar, in the repository; "" is its root. No pillarPath: it has no pillar. */
  path: string;
  pillarPath?: string;
}

/**
 * One Salt master, through its salt-api. It asks and orders; who is asked again, and when, is the workflow's matter.
 * Minions that don't exist are no failure: they are missing, silent or absent.
 */
export interface SaltApi {
  /** A cheap call that needs our login: whether the master answers us. Fails as any call does. */
  ping(): Promise<void>;

  /**
   * Sends a job out, once: it asks first whether the master knows the jid, and then changes nothing. A minion that got
   * it twice all the same (two calls at once) runs it once. Nobody has to be there: `minions` empty is no failure, and
   * then the master keeps no job.
   */
  submit(order: SaltJobOrder): Promise<SaltSubmission>;
  /** Undefined when the master knows no such job: it was never sent out, or it is older than the master keeps jobs. */
  job(jid: string): Promise<SaltJob | undefined>;
  /** Asks minions for a job of theirs. Each of them is in the answer, which takes some seconds. */
  findJob(jid: string, minions: readonly string[]): Promise<Record<string, JobOnMinion>>;
  /** What minions kept of a job whose return the master never got. Who kept nothing, or is away, is not in the answer. */
  keptReturns(jid: string, minions: readonly string[]): Promise<Record<string, MinionReturn>>;
  /**
   * For short functions that may run twice: waits for the returns some seconds. Minions that don't answer, or whose key
   * is not accepted, are not in the answer.
   */
  run(call: SaltCall): Promise<Record<string, MinionReturn>>;

  /** The fingerprint of the master's own key: a minion that has it pinned takes no other master. */
  masterFingerprint(): Promise<string>;
  /** Ids of all minions that the master has a key of. */
  keys(): Promise<Record<SaltKeyState, string[]>>;
  /** All keys that bear these names, in whatever state. */
  fingerprints(minions: readonly string[]): Promise<SaltKey[]>;
  /**
   * Accepts the pending keys that are the expected ones, and no other; one line for each minion, in its order. Accepted
   * already is Accepted, unless it is another key than the expected one.
   */
  acceptKeys(expected: readonly ExpectedKey[]): Promise<KeyAcceptance[]>;
  /** All keys of these names go, in whatever state. All at once: each call makes every minion log in again. */
  deleteKeys(minions: readonly string[]): Promise<void>;

  /** The commit that a branch of the repository is at. NotFound, with git's words, when there is no such branch. */
  resolve(repository: SaltRepository, branch: string): Promise<string>;
  /**
   * States and pillar of exactly that commit are served as the saltenv and pillarenv of its name, besides those of other
   * commits; at once when they are already. NotFound, with git's words, when the repository has no such commit;
   * Unavailable when it can't be reached, AuthRejected when it refuses the master.
   */
  serve(repository: SaltRepository, commit: string): Promise<void>;
  /** The commits that are served now. */
  served(): Promise<string[]>;
  /** Stops serving all commits but these. */
  keepOnly(commits: readonly string[]): Promise<void>;
  /** Paths of the state files that are served as this saltenv, in their order; empty when there is no such one. */
  fileList(saltenv: string): Promise<string[]>;
}

/** How a master is reached. */
export interface SaltTarget {
  url: string;
  /** As the master's external_auth names it. */
  eauth: string;
  /** Its keys are `username` and `password`. */
  credentialsSecretRef: SecretRef;
}

/** Answers an open port; credentials are read when they are needed. */
export type OpenSalt = (target: SaltTarget) => Promise<SaltApi>;

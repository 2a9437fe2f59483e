import type { Version } from './version.ts';

export type Report = (line: string) => void;

/** Puts an executable at `target`, which does not exist yet; the caller holds the tool's lock. */
export type Installer = {
  /** For people: what is about to happen and how long it takes. */
  describe: string;
  install(job: InstallJob): Promise<void>;
};
export type InstallJob = { name: string; target: string; cache: string; report: Report };

export type Tool = {
  name: string;
  /** The lowest version that is good enough from a setting or from PATH. */
  minimum: Version;
  /** The version that our own installer makes. */
  pinned: Version;
  versionArgs: readonly string[];
  readVersion(output: string): Version | undefined;
  /** An environment variable with the executable's path, or with a directory that holds it. */
  setting: { variable: string; holds: 'file' | 'directory' } | undefined;
  /** Where scripts and tests find the chosen executable. */
  exportedAs: string;
  release: Installer | undefined;
  registry: Installer;
};

export const HOLD_SOURCES = [
  // People
  'spec',
  'annotation',
  'command',
  // The engine, until a person says how to go on
  'approval',
  'failures',
  'sharedFailure',
  'gate',
  'changeSet',
] as const;

export type HoldSource = (typeof HOLD_SOURCES)[number];

/** Somebody's or something's reason to hold; each is ended by itself. */
export interface Hold {
  source: HoldSource;
  /** The bucket that it is about; without it the rollout as a whole. */
  bucket?: string;
  by: string;
  why: string;
  since: number;
  /** Ends by itself then. */
  until?: number;
}

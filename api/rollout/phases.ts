export const ROLLOUT_PHASES = [
  'Planned',
  'Running',
  'Paused',
  'Blocked',
  'Aborted',
  'RolledBack',
  'Superseded',
  'Succeeded',
] as const;

export type RolloutPhase = (typeof ROLLOUT_PHASES)[number];

export const BUCKET_PHASES = [
  // Not begun.
  'Waiting',
  'Running',
  // All of its nodes are done; the gates are asked after the soak.
  'Soaking',
  'Judging',
  'Passed',
  // A person took it out.
  'Skipped',
  // The rollout ended first.
  'Stopped',
] as const;

export type BucketPhase = (typeof BUCKET_PHASES)[number];

/** What may go wrong with one job on one minion: rules of system `minion`, whose path is `/ID/FUNCTION`. */
export const minionFaults = [
  /** It hears nothing of the job. */
  'silent',
  /** It does the job, and the master never gets its return. */
  'lose-return',
  /** It takes `seconds`. */
  'slow',
  /** It returns `bytes` more. */
  'huge',
  /** It returns that another state run is under way. */
  'busy',
  /** One more state fails; `body` is what it says. */
  'fail',
  'compile-error',
  'pillar-error',
  'no-top-match',
  'module-error',
] as const;
export type MinionFault = (typeof minionFaults)[number];

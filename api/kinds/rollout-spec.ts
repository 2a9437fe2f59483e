import { z } from 'zod';
import { DRY_RUNS, ON_FAILURE } from '../rollout/rules.ts';
import { intOrPercent } from '../schema/int-or-percent.ts';
import { duration, label, matching } from '../schema/strings.ts';
import { gates } from './rollout-gate.ts';
import { RACK_BY_RACK, strategy } from './rollout-strategy.ts';

/** A full git commit. */
export function commit() {
  return matching(
    z.string().max(40),
    /^[0-9a-f]{40}$/,
    'must be a full commit of 40 hex digits (a branch goes into branch)',
  );
}

const NO_BUDGET = { perBucket: 0, total: 0, shared: 3 };

/** How a rollout goes: a SaltDeployment says it, and each SaltTransaction has what was said when it was made. */
export const rolloutFields = {
  roles: z.array(label(63)).max(64).default([]),
  /** Names of states; the highstate without any. */
  states: z.array(label(256)).max(64).default([]),
  strategy: strategy.default(RACK_BY_RACK),
  /** First: every bucket is tried with `test=True` before. Only: it is tried, and that is all. */
  dryRun: z.enum(DRY_RUNS).default('Never'),
  /** What becomes of a bucket whose dry run would change what no bucket before it did. */
  unexpectedChanges: z.enum(['Pause', 'Allow']).default('Pause'),
  gates: gates.default([{ type: 'SaltResult', interval: '30s', patience: '10m', timeout: '10s' }]),
  /** Between the last node of a bucket and its gates. */
  soak: duration().default('5m'),
  onFailure: z.enum(ON_FAILURE).default('Pause'),
  failureBudget: z
    .object({
      /** So many nodes of a bucket may fail by the release, and so many in all; shares are rounded down. */
      perBucket: intOrPercent().default(0),
      total: intOrPercent().default(0),
      /** As many nodes with one failure that is new stop the rollout, whatever the budgets say; 0: they don't. */
      shared: z.int().min(0).max(5_000).default(3),
    })
    .default(NO_BUDGET),
  /** False: each bucket waits for a person. */
  autoResume: z.boolean().default(true),
  /** At a node that is busy, or whose return was lost. */
  attempts: z.int().min(1).max(10).default(3),
  retryDelay: duration().default('1m'),
  /** A state run that is still under way after so long is waited for no more. */
  stateTimeout: duration().default('1h'),
};

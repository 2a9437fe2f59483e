import { z } from 'zod';
import type { MinionReturn } from '../../ports/salt-api.ts';

const tokens = z.object({ token: z.string().min(1) });
/** A list as all versions send it, a bare object as the manual has it. */
export const loginReply = z.object({ return: z.union([z.array(tokens).min(1), tokens]) });

/** Every call is one of a list, and so is its answer. */
export const answers = z.object({ return: z.array(z.unknown()).min(1) });

/** Empty when no minion matched. */
export const published = z.object({ jid: z.string().optional(), minions: z.array(z.string()).default([]) });

const row = z
  .object({ return: z.unknown(), retcode: z.number().optional(), success: z.boolean().optional() })
  .transform((sent): MinionReturn => {
    const retcode = sent.retcode ?? (sent.success === false ? 1 : 0);
    return { return: sent.return, retcode, success: sent.success ?? retcode === 0 };
  });

export const listedJob = z.object({
  /** Only of a job that the master does not know. */
  Error: z.string().optional(),
  Function: z.string().default(''),
  Minions: z.array(z.string()).default([]),
  Metadata: z.record(z.string(), z.unknown()).nullish(),
  Result: z.record(z.string(), row).default({}),
});

/** What a minion keeps of a job; anything else when it keeps none. */
export const keptJob = row.refine((kept) => kept.return !== undefined);

export const fullReturns = z.record(
  z.string(),
  z.object({ ret: z.unknown(), retcode: z.number().default(0), out: z.string().optional() }),
);

export const runningJob = z.object({ pid: z.number() });

export const wheelAnswer = z.object({ data: z.object({ success: z.boolean(), return: z.unknown() }) });

const names = z.array(z.string()).default([]);
export const keyLists = z.object({
  minions: names,
  minions_pre: names,
  minions_rejected: names,
  minions_denied: names,
});

/** Of one name several may have been turned away: then there is a list. */
const fingers = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({});
export const keyFingers = z.object({
  minions: fingers,
  minions_pre: fingers,
  minions_rejected: fingers,
  minions_denied: fingers,
});

export const masterFinger = z.object({ local: z.object({ 'master.pub': z.string().min(1) }) });

export const files = z.array(z.string());

/** Of the runner module that Bedplate's masters have: what it found, or why git would not. */
export const runnerProblem = z.object({
  problem: z.enum(['NotFound', 'Unavailable', 'AuthRejected', 'InvalidInput']),
  words: z.string(),
});
export const resolved = z.object({ commit: z.string().regex(/^[0-9a-f]{40}$/) });
export const servedCommits = z.object({ commits: z.array(z.string()) });

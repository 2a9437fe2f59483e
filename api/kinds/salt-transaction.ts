import { z } from 'zod';
import { SALT_GROUP } from '../groups.ts';
import { BUCKET_PHASES, ROLLOUT_PHASES } from '../rollout/phases.ts';
import { conditions } from '../schema/conditions.ts';
import { immutable } from '../schema/rule.ts';
import { duration, label, objectName, text, timestamp } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';
import { commit, rolloutFields } from './rollout-spec.ts';
import { holds } from './salt-deployment.ts';

export const MAX_BUCKETS = 1_024;
/** Of a status. */
export const MOST_BUCKETS_SHOWN = 200;

const bucket = z.object({
  name: label(63),
  /** How many. */
  nodes: z.int().min(0).max(5_000),
  /** Which: names of ComputeNodes. No node is in two buckets. */
  members: z.array(label(253)).max(5_000).default([]),
  /** Nothing else is begun until it has passed. */
  alone: z.boolean().default(false),
  soak: duration().optional(),
  maxUnavailable: z.int().min(1).max(5_000).optional(),
});

const spec = z.object({
  deployment: objectName(),
  /** Of the deployment that asked for it. */
  generation: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  saltMaster: objectName(),
  fromCommit: text(40).nullable().optional(),
  toCommit: commit(),
  /** The transaction that it takes back. */
  rollsBack: label(63).optional(),
  by: text(253).optional(),
  why: text(1024).optional(),
  ...rolloutFields,
  buckets: z.array(bucket).max(MAX_BUCKETS).default([]),
});
export type SaltTransactionSpec = z.infer<typeof spec>;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const counts = z.object({
  nodes: count,
  pending: count,
  running: count,
  ok: count,
  changed: count,
  failed: count,
  busy: count,
  unreachable: count,
  lost: count,
  skipped: count,
  badBefore: count,
});

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: count.optional(),
  phase: z.enum(ROLLOUT_PHASES).optional(),
  /** What it waits for, or how it ended, in a sentence. */
  message: text(1024).optional(),
  progress: label(63).optional(),
  currentBucket: label(63).optional(),
  pauses: holds.optional(),
  totals: counts.optional(),
  buckets: z
    .array(
      z.object({
        name: label(63),
        state: z.enum(BUCKET_PHASES),
        attempt: count.optional(),
        startedAt: timestamp().optional(),
        soakUntil: timestamp().optional(),
        finishedAt: timestamp().optional(),
        counts,
        /** The newest ones. */
        jids: z.array(label(20)).max(8).optional(),
        gates: z
          .array(z.object({ name: label(63), verdict: label(32), message: text(1024) }))
          .max(16)
          .optional(),
        message: text(1024).optional(),
      }),
    )
    .max(MOST_BUCKETS_SHOWN)
    .optional(),
  /** Buckets that are not shown, by their state. */
  otherBuckets: z
    .array(z.object({ state: z.enum(BUCKET_PHASES), buckets: count, nodes: count }))
    .max(BUCKET_PHASES.length)
    .optional(),
  topFailures: z
    .array(
      z.object({
        stateId: text(253),
        message: text(1024),
        nodes: count,
        examples: z.array(label(253)).max(5),
      }),
    )
    .max(10)
    .optional(),
  /** What people did, the newest last. */
  words: z
    .array(z.object({ act: label(63), by: text(253), why: text(1024), at: timestamp() }))
    .max(20)
    .optional(),
  startedAt: timestamp().optional(),
  finishedAt: timestamp().optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  conditions: conditions.optional(),
});
export type SaltTransactionStatus = z.infer<typeof status>;

export const saltTransaction = defineKind({
  group: SALT_GROUP,
  kind: 'SaltTransaction',
  plural: 'salttransactions',
  shortNames: ['stx'],
  namespaced: true,
  description: 'One rollout of a SaltDeployment: from a commit to a commit, in frozen buckets. Made by Bedplate.',
  schema: z.object({
    spec: immutable(spec, 'a transaction (change the deployment)'),
    status: status.optional(),
  }),
  columns: [
    { name: 'Deployment', type: 'string', jsonPath: '.spec.deployment' },
    { name: 'To', type: 'string', jsonPath: '.spec.toCommit' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Bucket', type: 'string', jsonPath: '.status.currentBucket' },
    { name: 'Progress', type: 'string', jsonPath: '.status.progress' },
    { name: 'Message', type: 'string', jsonPath: '.status.message', priority: 1 },
    AGE_COLUMN,
  ],
});
export type SaltTransaction = Resource<z.infer<typeof saltTransaction.schema>>;

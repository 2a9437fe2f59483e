import { z } from 'zod';
import { SALT_GROUP } from '../groups.ts';
import { HOLD_SOURCES } from '../rollout/hold-sources.ts';
import { ROLLOUT_PHASES } from '../rollout/phases.ts';
import { conditions } from '../schema/conditions.ts';
import { immutable, withRules } from '../schema/rule.ts';
import { label, matching, objectName, text, timestamp } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';
import { freezes, windows } from './rollout-calendar.ts';
import { commit, rolloutFields } from './rollout-spec.ts';

/** A transaction's name has the generation and a number behind it, and fits into 63 characters. */
export const MAX_DEPLOYMENT_NAME = 45;

const revision = withRules(
  z.object({
    commit: commit().optional(),
    branch: matching(
      label(255),
      /^[A-Za-z0-9_][A-Za-z0-9._/+@-]*$/,
      'must be the name of a branch such as main',
    ).optional(),
  }),
  [
    {
      cel: 'has(self.commit) != has(self.branch)',
      message: 'say exactly one of commit and branch',
      holds: (one) => (one.commit === undefined) !== (one.branch === undefined),
    },
  ],
);

const names = z
  .array(objectName())
  .max(16)
  // The apiserver's part of this is the list type.
  .refine((list) => new Set(list).size === list.length, 'names one twice')
  .meta({ 'x-kubernetes-list-type': 'set' });

const spec = z.object({
  nodePool: immutable(objectName(63), 'the pool of a deployment'),
  /** Minion: the nodes run the states. Master: they do, and become masters that serve the commit from their turn on. */
  type: z.enum(['Minion', 'Master']).default('Minion'),
  /** Whose minions the nodes are; and what the SaltMasters of a Master deployment are made after. */
  saltMaster: objectName(),
  /** Deployments of the namespace that must have succeeded at the commit first. */
  dependsOn: names.default([]),
  revision,
  ...rolloutFields,
  /** Read anew whenever they are edited, unlike the rest: a freeze holds for what is under way too. */
  windows: windows.default([]),
  freezes: freezes.default([]),
  paused: z.boolean().default(false),
  /** Transactions that are kept. */
  historyLimit: z.int().min(1).max(100).default(10),
});
export type SaltDeploymentSpec = z.infer<typeof spec>;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const NO_COMMIT = text(40).nullable().optional();

/** Whoever and whatever holds a rollout. */
export const holds = z
  .array(
    z.object({
      source: z.enum(HOLD_SOURCES),
      bucket: label(63).optional(),
      by: text(253),
      why: text(1024),
      since: timestamp(),
      until: timestamp().nullable().optional(),
    }),
  )
  .max(32);

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: count.optional(),
  phase: label(63).optional(),
  /** What the branch, or the commit, of the spec is. */
  wantedCommit: NO_COMMIT,
  currentTransaction: label(63).nullable().optional(),
  progress: label(63).optional(),
  lastGoodCommit: NO_COMMIT,
  /** It went wrong, and is not begun again by itself until the generation changes or somebody says retry. */
  failedCommit: NO_COMMIT,
  pauses: holds.optional(),
  /** Digest of what it depends on, as its chain saw it. */
  surroundings: label(63).optional(),
  history: z
    .array(
      z.object({
        transaction: label(63),
        fromCommit: NO_COMMIT,
        toCommit: text(40),
        phase: z.enum(ROLLOUT_PHASES),
        startedAt: timestamp(),
        finishedAt: timestamp().optional(),
        by: text(253).optional(),
        why: text(1024).optional(),
      }),
    )
    .max(100)
    .optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  conditions: conditions.optional(),
});
export type SaltDeploymentStatus = z.infer<typeof status>;

export const saltDeployment = defineKind({
  group: SALT_GROUP,
  kind: 'SaltDeployment',
  plural: 'saltdeployments',
  shortNames: ['sdep'],
  namespaced: true,
  maxNameLength: MAX_DEPLOYMENT_NAME,
  description: 'The Salt states of a NodePool: a commit, rolled out bucket by bucket as its health allows.',
  schema: z.object({ spec, status: status.optional() }),
  columns: [
    { name: 'Pool', type: 'string', jsonPath: '.spec.nodePool' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Progress', type: 'string', jsonPath: '.status.progress' },
    { name: 'Transaction', type: 'string', jsonPath: '.status.currentTransaction' },
    { name: 'Last good', type: 'string', jsonPath: '.status.lastGoodCommit', priority: 1 },
    { name: 'Failed', type: 'string', jsonPath: '.status.failedCommit', priority: 1 },
    AGE_COLUMN,
  ],
});
export type SaltDeployment = Resource<z.infer<typeof saltDeployment.schema>>;

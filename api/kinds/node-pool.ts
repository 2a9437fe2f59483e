import { z } from 'zod';
import { COMPUTE_GROUP } from '../groups.ts';
import { canReplace, NEVER_REPLACED } from '../pool/bounds.ts';
import { conditions } from '../schema/conditions.ts';
import { intOrPercent } from '../schema/int-or-percent.ts';
import { withRules } from '../schema/rule.ts';
import { duration, label, labelMap, matching, text, timestamp } from '../schema/strings.ts';
import { nodeTemplateSpec, pauses } from './compute-node.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

export const MAX_REPLICAS = 5_000;

const selector = withRules(labelMap(), [
  {
    cel: 'self.size() > 0',
    message: 'an empty selector would take over every node of the namespace',
    holds: (labels) => Object.keys(labels).length > 0,
  },
]);

export const nodeTemplate = z.object({
  metadata: z.object({
    /** Of the names of its nodes; the pool's name and "-" without it. */
    generateName: matching(
      label(50),
      /^[a-z0-9][-a-z0-9]*$/,
      'must be lower-case letters, digits and "-", and begin with no "-"',
    ).optional(),
    labels: labelMap(),
  }),
  spec: nodeTemplateSpec,
});
export type NodeTemplate = z.infer<typeof nodeTemplate>;

const rollingUpdate = withRules(
  z.object({ maxUnavailable: intOrPercent().default(1), maxSurge: intOrPercent().default(0) }),
  [
    {
      cel: "!(string(self.maxUnavailable) in ['0', '0%']) || !(string(self.maxSurge) in ['0', '0%'])",
      message: NEVER_REPLACED,
      holds: (counts) => canReplace(counts),
    },
  ],
);

const strategy = z.object({
  type: z.enum(['OnDelete', 'RollingUpdate']).default('OnDelete'),
  rollingUpdate: rollingUpdate.default({ maxUnavailable: 1, maxSurge: 0 }),
});
export type PoolStrategy = z.infer<typeof strategy>;

const spec = withRules(
  z.object({
    replicas: z.int().min(0).max(MAX_REPLICAS).default(1),
    selector,
    template: nodeTemplate,
    strategy: strategy.default({ type: 'OnDelete', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }),
    /** So long may a rollout or a scaling make no progress before that is said. */
    progressDeadline: duration().default('2h'),
    revisionHistoryLimit: z.int().min(0).max(100).default(10),
    paused: z.boolean().default(false),
    /** What becomes of its nodes when the pool is deleted. */
    deletionPolicy: z.enum(['Delete', 'Orphan']).default('Delete'),
  }),
  [
    {
      cel: 'self.selector.all(key, key in self.template.metadata.labels && self.template.metadata.labels[key] == self.selector[key])',
      message: "the selector does not match the template's labels: the pool would not know its own nodes",
      field: 'selector',
      holds: ({ selector, template }) =>
        Object.entries(selector).every(([key, value]) => template.metadata.labels[key] === value),
    },
  ],
);

/** The apiserver reads those of `scale` as 32 bits. */
const count = z.int().min(0).max(1_000_000);

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  replicas: count.optional(),
  readyReplicas: count.optional(),
  availableReplicas: count.optional(),
  updatedReplicas: count.optional(),
  updatedReadyReplicas: count.optional(),
  stalledReplicas: count.optional(),
  /** Being deleted: they hold their machines until they are gone. */
  deletingReplicas: count.optional(),
  /** The selector as text, for `kubectl scale` and autoscalers. */
  selector: text(32_768).optional(),
  /** The revision that all its nodes were of last, and the one that they are to become. */
  currentRevision: label(63).optional(),
  updateRevision: label(63).optional(),
  /** Set while an earlier revision is wanted by command. */
  undo: z.object({ revision: label(63), number: count, by: text(253), why: text(1024), since: timestamp() }).optional(),
  pauses: pauses.optional(),
  /** Digest of its nodes as they were looked at last: whoever sees other ones has news. */
  observedNodes: label(64).optional(),
  /** What was done at the last look that did something, in words. */
  notes: z.array(text(1024)).max(16).optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  conditions: conditions.optional(),
});
export type NodePoolStatus = z.infer<typeof status>;

export const nodePool = defineKind({
  group: COMPUTE_GROUP,
  kind: 'NodePool',
  plural: 'nodepools',
  shortNames: ['npool'],
  namespaced: true,
  description: 'So many ComputeNodes of one template: kept, scaled, and rolled over to another template.',
  schema: z.object({ spec, status: status.optional() }),
  columns: [
    { name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' },
    { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' },
    { name: 'Updated', type: 'integer', jsonPath: '.status.updatedReplicas' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason', priority: 1 },
    {
      name: 'Message',
      type: 'string',
      jsonPath: '.status.conditions[?(@.type=="Ready")].message',
      priority: 1,
    },
    AGE_COLUMN,
  ],
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.status.selector',
  },
});
export type NodePool = Resource<z.infer<typeof nodePool.schema>>;

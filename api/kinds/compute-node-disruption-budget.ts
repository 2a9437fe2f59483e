import { z } from 'zod';
import { DISRUPTIONS } from '../disruption-budget.ts';
import { COMPUTE_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { intOrPercent } from '../schema/int-or-percent.ts';
import { withRules } from '../schema/rule.ts';
import { label, labelMap, text, timestamp } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const disruption = z.enum(DISRUPTIONS);

const spec = withRules(
  z.object({
    /** Labels of ComputeNodes of the namespace; {} selects them all. */
    selector: labelMap(),
    /** The limit holds in each domain by itself. */
    perTopology: label(316).optional(),
    maxUnavailable: intOrPercent().optional(),
    minAvailable: intOrPercent().optional(),
    /** Those that ask it. */
    operations: z
      .array(disruption)
      .min(1)
      .max(DISRUPTIONS.length)
      .default([...DISRUPTIONS]),
  }),
  [
    {
      cel: 'has(self.maxUnavailable) != has(self.minAvailable)',
      message: 'say exactly one of maxUnavailable and minAvailable',
      holds: ({ maxUnavailable, minAvailable }) => (maxUnavailable === undefined) !== (minAvailable === undefined),
    },
  ],
);

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Holders and domains that a status shows. */
const MOST_SHOWN = 100;

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: count.optional(),
  /** So many more machines may be made unavailable now, over all domains. */
  allowed: count.optional(),
  /** Matching nodes, and those of them that were Ready, as the budget saw them last. */
  nodes: z.object({ total: count, ready: count }).optional(),
  /** Leaves that are given. */
  held: count.optional(),
  holders: z
    .array(
      z.object({
        node: label(253),
        operation: disruption,
        holder: label(255),
        why: text(1024).optional(),
        since: timestamp(),
        expires: timestamp(),
      }),
    )
    .max(MOST_SHOWN)
    .optional(),
  waiting: count.optional(),
  /** Since when the one waits who waits longest. */
  waitingSince: timestamp().optional(),
  /** Where somebody holds or waits. */
  domains: z
    .array(z.object({ name: text(253), total: count, limit: count, unavailable: count, waiting: count }))
    .max(MOST_SHOWN)
    .optional(),
  conditions: conditions.optional(),
});
export type DisruptionBudgetStatus = z.infer<typeof status>;

export const computeNodeDisruptionBudget = defineKind({
  group: COMPUTE_GROUP,
  kind: 'ComputeNodeDisruptionBudget',
  plural: 'computenodedisruptionbudgets',
  shortNames: ['cndb'],
  namespaced: true,
  description:
    'How many of some ComputeNodes, in each rack say, may be unavailable at once by what people and rollouts do.',
  schema: z.object({ spec, status: status.optional() }),
  columns: [
    { name: 'Max unavailable', type: 'string', jsonPath: '.spec.maxUnavailable' },
    { name: 'Min available', type: 'string', jsonPath: '.spec.minAvailable' },
    { name: 'Allowed', type: 'integer', jsonPath: '.status.allowed' },
    { name: 'Held', type: 'integer', jsonPath: '.status.held' },
    { name: 'Waiting', type: 'integer', jsonPath: '.status.waiting' },
    { name: 'Per', type: 'string', jsonPath: '.spec.perTopology', priority: 1 },
    AGE_COLUMN,
  ],
});
export type ComputeNodeDisruptionBudget = Resource<z.infer<typeof computeNodeDisruptionBudget.schema>>;

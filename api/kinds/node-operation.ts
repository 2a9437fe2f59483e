import { z } from 'zod';
import { COMPUTE_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { immutable } from '../schema/rule.ts';
import { duration, label, objectName, text, timestamp } from '../schema/strings.ts';
import { drainHooks } from './drain-hook.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

export const OPERATION_TYPES = ['Restart', 'Reboot', 'PowerOff', 'PowerOn', 'Reinstall'] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

export const OPERATION_STATES = [
  'Pending',
  'WaitingForBudget',
  'Draining',
  'Running',
  'Done',
  'Failed',
  'Canceled',
] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

const nodes = z
  .array(objectName())
  .min(1)
  .max(256)
  // The apiserver's part of this is the list type.
  .refine((names) => new Set(names).size === names.length, 'names a node twice')
  .meta({ 'x-kubernetes-list-type': 'set' });

const spec = z.object({
  type: z.enum(OPERATION_TYPES),
  /** ComputeNodes of the same namespace. */
  nodes,
  reason: label(1024),
  /** Who asked for it, for the nodes' histories. */
  requestedBy: text(253).optional(),
  /** Where the system on a machine can't be asked, or does not follow: order its BMC. */
  force: z.boolean().default(false),
  /** How long a machine may take to follow, and to answer its probes again. */
  timeout: duration().default('10m'),
  /** Nodes at a time. */
  maxConcurrent: z.int().min(1).max(64).default(1),
  /** What becomes of the nodes that are not begun when one has failed. */
  onFailure: z.enum(['Stop', 'Continue']).default('Stop'),
  /** Besides those of the nodes. */
  drain: drainHooks.optional(),
});

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).default(-1),
  revision: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  progress: label(63).optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  nodes: z
    .array(
      z.object({
        name: label(253),
        state: z.enum(OPERATION_STATES),
        message: text(1024).optional(),
        startedAt: timestamp().optional(),
        finishedAt: timestamp().optional(),
      }),
    )
    .max(256)
    .optional(),
  conditions: conditions.optional(),
});
export type NodeOperationStatus = z.infer<typeof status>;

export const nodeOperation = defineKind({
  group: COMPUTE_GROUP,
  kind: 'NodeOperation',
  plural: 'nodeoperations',
  shortNames: ['nop'],
  namespaced: true,
  description: 'One explicit act on nodes: restart, reboot, power off, power on or reinstall. Deleting it cancels it.',
  schema: z.object({
    spec: immutable(spec, 'an operation (make another one)'),
    status: status.default({ observedGeneration: -1 }),
  }),
  columns: [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'Progress', type: 'string', jsonPath: '.status.progress' },
    { name: 'Complete', type: 'string', jsonPath: '.status.conditions[?(@.type=="Complete")].status' },
    { name: 'Failed', type: 'string', jsonPath: '.status.conditions[?(@.type=="Failed")].status' },
    { name: 'Reason', type: 'string', jsonPath: '.spec.reason', priority: 1 },
    AGE_COLUMN,
  ],
});
export type NodeOperation = Resource<z.infer<typeof nodeOperation.schema>>;

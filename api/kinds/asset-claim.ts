import { z } from 'zod';
import { INFRA_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { immutable, withTransitions } from '../schema/rule.ts';
import { label, objectName, text, timestamp, uid } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const planStep = z.object({ name: label(63), version: z.int().min(1).max(1000) });

export const assetClaim = defineKind({
  group: INFRA_GROUP,
  kind: 'AssetClaim',
  plural: 'assetclaims',
  shortNames: ['claim'],
  namespaced: false,
  description:
    'Who holds a ComputeAsset, by what permit, and by what plan. Made by the scheduler; named as the asset: its existence is the lock.',
  schema: z.object({
    spec: withTransitions(
      z.object({
        nodeRef: immutable(
          z.object({ namespace: objectName(), name: objectName(), uid: uid() }),
          'the holder of a claim',
        ),
        installId: uid(),
        booted: z.boolean().default(false),
        attempt: z.int().min(1).max(100).default(1),
        /** Only of a machine that ran before it was claimed. Until Done it is left as it is, whatever becomes of the node. */
        adoption: z.enum(['Pending', 'Done']).optional(),
        /** How often its machine was installed anew by an operation, for the same node. */
        reinstalls: z.int().min(0).max(1_000_000).optional(),
        /** The last reset that was ordered for an operation, and what the BMC had said of resets before it. */
        reset: z.object({ order: label(128), before: text(64) }).optional(),
        /** The public key that an install under this permit made for Salt, as its call-back brought it. */
        salt: z.object({ installId: uid(), minionKey: label(2048) }).optional(),
        plan: z.object({
          provider: objectName(),
          steps: z.array(planStep).min(1).max(64),
          decommission: z.array(planStep).max(64).default([]),
          inputs: z.looseObject({}).meta({ 'x-kubernetes-preserve-unknown-fields': true }),
        }),
        why: z.array(text(1024)).max(64).default([]),
        hold: z
          .object({
            phase: z.enum(['Cleaning', 'Suspect', 'Quarantined', 'Broken']),
            reason: text(1024),
            since: timestamp(),
          })
          .optional(),
      }),
      [
        {
          cel: 'self.installId != oldSelf.installId || !oldSelf.booted || self.booted',
          message: 'booted can only become false again under a new installId: one permit, one install',
        },
        {
          cel: "!has(oldSelf.adoption) ? !has(self.adoption) : has(self.adoption) && (self.adoption == 'Done' || oldSelf.adoption == 'Pending')",
          message: 'adoption can only go from Pending to Done',
        },
      ],
    ),
    status: z.object({ conditions: conditions.optional() }).optional(),
  }),
  columns: [
    { name: 'Namespace', type: 'string', jsonPath: '.spec.nodeRef.namespace' },
    { name: 'Node', type: 'string', jsonPath: '.spec.nodeRef.name' },
    { name: 'Booted', type: 'boolean', jsonPath: '.spec.booted' },
    { name: 'Attempt', type: 'integer', jsonPath: '.spec.attempt' },
    { name: 'Hold', type: 'string', jsonPath: '.spec.hold.phase' },
    AGE_COLUMN,
  ],
});
export type AssetClaim = Resource<z.infer<typeof assetClaim.schema>>;

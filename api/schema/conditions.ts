import { z } from 'zod';
import { label, text, timestamp } from './strings.ts';

/** metav1.Condition. */
export const condition = z.object({
  type: label(64),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: label(64),
  message: text(4096),
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  lastTransitionTime: timestamp(),
});
export type Condition = z.infer<typeof condition>;

export const conditions = z
  .array(condition)
  .max(32)
  // The apiserver's part of this is the list type.
  .refine((list) => new Set(list.map(({ type }) => type)).size === list.length, 'names a condition twice')
  .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] });

/** Of objects whose only status is what the bridge finds out about them. */
export const acceptedStatus = z.object({ conditions: conditions.optional() });

import { z } from 'zod';
import { withRules } from './rule.ts';
import { label, labelMap } from './strings.ts';

const requirement = withRules(
  z.object({
    key: label(316),
    operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: z.array(z.string().max(63)).max(64).optional(),
  }),
  [
    {
      cel: "(self.operator in ['In', 'NotIn']) == (has(self.values) && self.values.size() > 0)",
      message: 'In and NotIn need values; Exists and DoesNotExist take none',
      field: 'values',
      holds: ({ operator, values = [] }) => (operator === 'In' || operator === 'NotIn') === values.length > 0,
    },
  ],
);

/** As Kubernetes spells it: every label and every expression must hold; an empty one selects everything. */
export const labelSelector = z.object({
  matchLabels: labelMap().optional(),
  matchExpressions: z.array(requirement).max(32).optional(),
});
export type LabelSelector = z.infer<typeof labelSelector>;

import { z } from 'zod';
import { STRATEGY_TYPES } from '../rollout/rules.ts';
import { intOrPercent } from '../schema/int-or-percent.ts';
import { labelSelector } from '../schema/label-selector.ts';
import { withRules } from '../schema/rule.ts';
import { duration, httpUrl, label, matching, objectName } from '../schema/strings.ts';

const NOTHING = ['0', '0%'];

/** A number or a share of nodes that is not none. */
function someNodes() {
  return withRules(intOrPercent(), [
    {
      cel: "!(string(self) in ['0', '0%'])",
      message: 'is none: then nothing would ever be done',
      holds: (count) => !NOTHING.includes(String(count)),
    },
  ]);
}

/** Of a bucket, as it stands in statuses and commands. */
export function bucketName() {
  return matching(
    label(63),
    /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
    'must be letters, digits, "-", "_" and ".", with a letter or a digit at both ends',
  );
}

/** A first bucket that goes alone, before all that the strategy makes of the rest. */
const canary = withRules(
  z.object({
    name: bucketName().optional(),
    count: z.int().min(1).max(5_000).optional(),
    selector: labelSelector.optional(),
  }),
  [
    {
      cel: 'has(self.count) || has(self.selector)',
      message: 'a canary needs count, selector, or both',
      holds: ({ count, selector }) => count !== undefined || selector !== undefined,
    },
  ],
);

/** Labels of nodes; those of a bucket further up are not asked any more. */
const custom = z.object({
  name: bucketName(),
  selector: labelSelector,
  maxUnavailable: z.int().min(1).max(5_000).optional(),
  soak: duration().optional(),
});

const webhook = z.object({
  url: httpUrl(),
  timeout: duration().default('30s'),
  /** Key `token` of a Secret of the namespace, sent as a bearer token. */
  tokenSecretRef: z.object({ name: objectName() }).optional(),
});

/** Which nodes go together, and in which order: api/rollout/strategies. */
export const strategy = withRules(
  z.object({
    type: z.enum(STRATEGY_TYPES).default('RackByRack'),
    canary: z.array(canary).max(8).default([]),
    /** So many buckets at a time. */
    maxConcurrentDomains: z.int().min(1).max(100).default(1),
    /** So many nodes of a bucket at a time; a share is rounded down, and is one at least. */
    maxUnavailable: someNodes().default('25%'),
    /** Buckets that go first, in this order; the others follow by name. */
    order: z.array(label(63)).max(1024).default([]),
    /** ByLabel: one bucket for each value of it. */
    label: label(316).optional(),
    /** Percentage: so many percent are done after each bucket; what is left then is the last one. */
    steps: z.array(z.int().min(1).max(100)).min(1).max(32).default([10, 25, 50, 100]),
    /** Exponential: the first bucket, and how much larger each one is than the one before. */
    initial: someNodes().default(1),
    factor: z.int().min(2).max(10).default(2),
    /** Custom: the rest is an explicit last bucket. */
    custom: z.array(custom).max(256).default([]),
    webhook: webhook.optional(),
  }),
  [
    {
      cel: "self.type != 'Canary' || self.canary.size() > 0",
      message: 'a strategy of type Canary needs canary',
      field: 'canary',
      holds: (one) => one.type !== 'Canary' || one.canary.length > 0,
    },
    {
      cel: "self.type != 'ByLabel' || has(self.label)",
      message: 'a strategy of type ByLabel needs label',
      holds: (one) => one.type !== 'ByLabel' || one.label !== undefined,
    },
    {
      cel: "self.type != 'Custom' || self.custom.size() > 0",
      message: 'a strategy of type Custom needs custom',
      field: 'custom',
      holds: (one) => one.type !== 'Custom' || one.custom.length > 0,
    },
    {
      cel: "self.type != 'Webhook' || has(self.webhook)",
      message: 'a strategy of type Webhook needs webhook',
      holds: (one) => one.type !== 'Webhook' || one.webhook !== undefined,
    },
  ],
);
export type Strategy = z.infer<typeof strategy>;

/** What a deployment that says nothing gets. */
export const RACK_BY_RACK: Strategy = {
  type: 'RackByRack',
  canary: [],
  maxConcurrentDomains: 1,
  maxUnavailable: '25%',
  order: [],
  steps: [10, 25, 50, 100],
  initial: 1,
  factor: 2,
  custom: [],
};

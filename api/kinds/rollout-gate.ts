import { z } from 'zod';
import { GATE_TYPES, ON_FAILURE } from '../rollout/rules.ts';
import { withRules } from '../schema/rule.ts';
import { duration, label, matching, objectName } from '../schema/strings.ts';

const PLACEHOLDERS = /^([^{}]|\{\{(node|bucket|commit|transaction)\}\})*$/;
const PLACEHOLDER_WORDS = 'braces may only stand around node, bucket, commit or transaction, as in {{bucket}}';

/** As it is, but for what is filled in: the node, the bucket, the commit, the transaction. */
function filledIn(text: z.ZodString) {
  return matching(text, PLACEHOLDERS, PLACEHOLDER_WORDS);
}

const url = filledIn(
  matching(
    z.string().max(512),
    /^https?:\/\/[A-Za-z0-9._~:[\]{}-]+(\/[!#%&()*+,./0-9:;<=>?@A-Z[\]^_a-z{|}~-]*)?$/,
    'must be an http or https URL such as http://health.example/{{node}}',
  ),
);

const matcher = filledIn(
  matching(
    label(512),
    /^[a-zA-Z_][a-zA-Z0-9_]*(=|!=|=~|!~)"([^"\\]|\\["\\n])*"$/,
    'must be a matcher such as severity="page" or rack=~"{{bucket}}"',
  ),
);

/** What each type reads beside what all gates have; the first fields it can't do without. */
const FIELDS = {
  SaltResult: { needs: [], takes: ['maxFailed', 'maxUnknown'] },
  NodeConditions: { needs: [], takes: ['healthy', 'unhealthy', 'kubeconfigSecretRef', 'maxAge'] },
  Alertmanager: { needs: ['url', 'matchers'], takes: ['includeSilenced', 'tokenSecretRef'] },
  Http: { needs: ['url'], takes: ['expectStatus', 'tokenSecretRef'] },
  Command: { needs: ['argv'], takes: [] },
} as const;
const SOMETIMES = [...new Set(Object.values(FIELDS).flatMap(({ needs, takes }) => [...needs, ...takes]))];

/** One question that is asked of the world after a bucket. What the answers lead to stands in docs/rollouts.md. */
export const gate = withRules(
  z.object({
    /** What it is called in statuses; its type without it. */
    name: label(63).optional(),
    type: z.enum(GATE_TYPES),
    /** What a bad answer leads to: what `onFailure` says, without it. */
    onUnhealthy: z.enum(ON_FAILURE).optional(),
    /** Asked again so often while the answer is not known yet, and so long before a person is asked. */
    interval: duration().default('30s'),
    patience: duration().default('10m'),
    /** Of one question. */
    timeout: duration().default('10s'),

    /** SaltResult: so many nodes may have failed, and of so many may nothing be known. 0 without it. */
    maxFailed: z.int().min(0).max(5_000).optional(),
    maxUnknown: z.int().min(0).max(5_000).optional(),

    /** NodeConditions: these must be True (Ready without it), and these must not. */
    healthy: z.array(label(64)).max(32).optional(),
    unhealthy: z.array(label(64)).max(32).optional(),
    /** Of the cluster whose Nodes are asked, by the key `kubeconfig`; the ComputeNodes themselves are without it. */
    kubeconfigSecretRef: z.object({ name: objectName() }).optional(),
    /** A heartbeat that is older says nothing any more. */
    maxAge: duration().optional(),

    /** Alertmanager and Http. */
    url: url.optional(),
    /** Key `token` of a Secret of the namespace, sent as a bearer token. */
    tokenSecretRef: z.object({ name: objectName() }).optional(),

    /** Alertmanager: alerts that match all of these count. */
    matchers: z.array(matcher).min(1).max(16).optional(),
    /** Silenced and inhibited alerts count too, which they do without it: a rollout may have silenced its own. */
    includeSilenced: z.boolean().optional(),

    /** Http: what a healthy one answers, 200 without it. */
    expectStatus: z.int().min(100).max(599).optional(),

    /** Command: run as it is, without a shell, where a worker's settings allow the program. */
    argv: z
      .array(filledIn(label(1024)))
      .min(1)
      .max(32)
      .optional(),
  }),
  Object.entries(FIELDS).flatMap(([type, { needs, takes }]) => {
    const others = SOMETIMES.filter((field) => ![...needs, ...takes].some((own: string) => own === field));
    const isNot = `self.type != '${type}'`;
    return [
      ...needs.map((field) => ({
        cel: `${isNot} || has(self.${field})`,
        message: `a gate of type ${type} needs ${field}`,
        holds: (one: Record<string, unknown>) => one['type'] !== type || one[field] !== undefined,
      })),
      {
        cel: `${isNot} || !(${others.map((field) => `has(self.${field})`).join(' || ')})`,
        message: `a gate of type ${type} has none of ${others.join(', ')}`,
        holds: (one: Record<string, unknown>) =>
          one['type'] !== type || others.every((field) => one[field] === undefined),
      },
    ];
  }),
);
export type Gate = z.infer<typeof gate>;

export const gates = z.array(gate).max(16);

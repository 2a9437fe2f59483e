import { z } from 'zod';
import { byName } from '../../api/rollout/natural-order.ts';
import type { Group, RolloutNode } from '../../api/rollout/strategies/strategy.ts';
import { parseDuration } from '../../api/duration.ts';
import { bucketName, type Strategy } from '../../api/kinds/rollout-strategy.ts';
import { duration } from '../../api/schema/strings.ts';
import { Failure } from '../failure.ts';
import type { Http } from '../http/http.ts';
import { NoAnswer } from '../http/no-answer.ts';

/** What a planner answers: see docs/planner.md. */
const answer = z.object({
  buckets: z
    .array(
      z.object({
        name: bucketName(),
        nodes: z.array(z.string().max(253)).max(5_000),
        soak: duration().optional(),
        maxUnavailable: z.int().min(1).max(5_000).optional(),
      }),
    )
    .max(1_024),
});

export interface PlannerDeps {
  http: Pick<Http, 'send'>;
  /** One value of a Secret in the deployment's namespace. */
  secret(name: string, key: string): Promise<string>;
}

export interface PlannerQuestion {
  deployment: string;
  fromCommit: string | null;
  toCommit: string;
  nodes: readonly RolloutNode[];
}

const MOST_MS = 600_000;

/** Asks a planner for the buckets. What it answers is used as it is, or not at all. */
export async function askPlanner(
  webhook: NonNullable<Strategy['webhook']>,
  question: PlannerQuestion,
  { http, secret }: PlannerDeps,
): Promise<Group[]> {
  const url = new URL(webhook.url);
  const shown = `${url.origin}${url.pathname}`;
  const timeoutMs = Math.min(parseDuration(webhook.timeout), MOST_MS);
  const token = webhook.tokenSecretRef && (await secret(webhook.tokenSecretRef.name, 'token'));
  const reply = await send();
  if (reply.status !== 200) {
    const type = reply.status >= 500 || reply.status === 429 ? 'Unavailable' : 'InvalidInput';
    throw new Failure(type, `The planner ${shown} answered ${reply.status}, not 200`);
  }
  const parsed = answer.safeParse(reply.body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue?.path.join('.') || 'body';
    throw new Failure('InvalidInput', `The planner ${shown} answered no buckets: ${at}: ${issue?.message}`);
  }
  return groupsOf(parsed.data.buckets);

  async function send() {
    const body = { ...question, nodes: [...question.nodes].sort(byName) };
    try {
      const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
      return await http.send({ method: 'POST', url, headers, body, timeoutMs });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new Failure('Unavailable', `The planner ${shown} can't be asked: ${error.message}`);
    }
  }

  function groupsOf(buckets: z.infer<typeof answer>['buckets']): Group[] {
    const byNodeName = new Map(question.nodes.map((node) => [node.name, node]));
    return buckets.map(({ nodes, ...bucket }) => ({
      ...bucket,
      nodes: nodes.map((name) => {
        const node = byNodeName.get(name);
        if (node) return node;
        throw new Failure(
          'InvalidInput',
          `The planner ${shown} put a node ${name} into ${bucket.name} that it was not asked for`,
        );
      }),
    }));
  }
}

import type { Strategy } from '../../api/kinds/rollout-strategy.ts';
import { type Bucket, makeBuckets } from '../../api/rollout/buckets.ts';
import { Failure } from '../failure.ts';
import { askPlanner, type PlannerDeps, type PlannerQuestion } from './planner.ts';

export type { RolloutNode } from '../../api/rollout/strategies/strategy.ts';

/** The buckets of a transaction: by a strategy of ours, or by whom the deployment names. */
export async function planBuckets(
  strategy: Strategy,
  question: PlannerQuestion,
  deps: PlannerDeps,
): Promise<readonly Bucket[]> {
  const { webhook } = strategy;
  const isAsked = strategy.type === 'Webhook' && webhook !== undefined;
  const planned = isAsked ? await askPlanner(webhook, askedOf(strategy, question), deps) : [];
  const partition = makeBuckets(question.nodes, strategy, planned);
  if ('buckets' in partition) return partition.buckets;
  throw new Failure('InvalidInput', `spec.strategy of SaltDeployment ${question.deployment}: ${partition.refused}`);
}

/** The canaries are taken out before. */
function askedOf(strategy: Strategy, question: PlannerQuestion): PlannerQuestion {
  const canaries = makeBuckets(question.nodes, { ...strategy, type: 'Canary' });
  const taken = new Set(
    'buckets' in canaries ? canaries.buckets.filter(({ alone }) => alone).flatMap(({ members }) => members) : [],
  );
  return { ...question, nodes: question.nodes.filter(({ name }) => !taken.has(name)) };
}

import { parseDuration } from '../../api/duration.ts';
import type { Gate } from '../../api/kinds/rollout-gate.ts';
import { kubeNodes } from './kube-nodes.ts';
import { type GateContext, type GateKeeper, type Measured, worstOf } from './gate.ts';

/** A condition as a ComputeNode or a Node of Kubernetes has it. */
export interface SeenCondition {
  type: string;
  status: string;
  reason?: string;
  lastTransitionTime?: string;
  /** Of Nodes only. */
  lastHeartbeatTime?: string;
}

/** By name; undefined where there is no such node any more. */
export type SeenNodes = ReadonlyMap<string, readonly SeenCondition[] | undefined>;

/** Conditions of the ComputeNodes, or of the Nodes of a cluster that node-problem-detector writes. */
export const nodeConditions: GateKeeper = async (gate, context) => {
  const { kubeconfigSecretRef } = gate;
  if (!kubeconfigSecretRef) return judgeNodes(gate, ownConditions(context), context);
  const text = await context.secret(kubeconfigSecretRef.name, 'kubeconfig');
  return judgeNodes(gate, await kubeNodes(text, `Secret ${context.namespace}/${kubeconfigSecretRef.name}`), context);
};

function ownConditions({ nodes, node }: GateContext): SeenNodes {
  return new Map(nodes.map((name) => [name, node(name)?.status.conditions ?? (node(name) ? [] : undefined)]));
}

export function judgeNodes(
  gate: Gate,
  seen: SeenNodes,
  { nodes, since, now }: Pick<GateContext, 'nodes' | 'since' | 'now'>,
) {
  const { healthy = ['Ready'], unhealthy = [] } = gate;
  const maxAgeMs = gate.maxAge === undefined ? 600_000 : parseDuration(gate.maxAge);
  const answers = nodes.flatMap((node) => {
    const conditions = seen.get(node);
    // Who is gone meanwhile has nothing to say.
    if (!conditions) return [];
    const judge = (type: string, good: 'True' | 'False') => {
      const measured = judgeOne(
        conditions.find((one) => one.type === type),
        good,
        { since, now, maxAgeMs },
      );
      return { ...measured, message: `${node}: ${type} ${measured.message}` };
    };
    return [...healthy.map((type) => judge(type, 'True')), ...unhealthy.map((type) => judge(type, 'False'))];
  });
  const worst = worstOf(answers, 'none of its nodes is there');
  return worst.verdict === 'Healthy' ? { ...worst, message: `all is well on ${nodes.length} nodes` } : worst;
}

function judgeOne(
  condition: SeenCondition | undefined,
  good: 'True' | 'False',
  { since, now, maxAgeMs }: { since: number; now: number; maxAgeMs: number },
): Measured {
  if (!condition) return { verdict: 'Unknown', message: 'is not told' };
  const { status, reason, lastTransitionTime, lastHeartbeatTime } = condition;
  if (lastHeartbeatTime !== undefined && now - Date.parse(lastHeartbeatTime) > maxAgeMs) {
    return { verdict: 'Unknown', message: `was told at ${lastHeartbeatTime} last` };
  }
  if (status === good) return { verdict: 'Healthy', message: `is ${status}` };
  if (status !== 'True' && status !== 'False') return { verdict: 'Unknown', message: 'is Unknown' };
  const isOlder = lastTransitionTime !== undefined && Date.parse(lastTransitionTime) < since;
  if (isOlder) return { verdict: 'Healthy', message: `is ${status} since before the release` };
  return { verdict: 'Unhealthy', message: `is ${status}${reason === undefined ? '' : ` (${reason})`}` };
}

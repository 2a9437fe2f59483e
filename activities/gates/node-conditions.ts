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

/** By name. */
export type SeenNodes = ReadonlyMap<string, readonly SeenCondition[]>;

/** Conditions of the ComputeNodes, or of the Nodes of a cluster that node-problem-detector writes. */
export const nodeConditions: GateKeeper = async (gate, context) => {
  // Who is gone meanwhile has nothing to say.
  const there = context.nodes.flatMap((name) => context.node(name) ?? []);
  const about = { ...context, nodes: there.map(({ metadata }) => metadata.name) };
  const { kubeconfigSecretRef } = gate;
  if (!kubeconfigSecretRef) {
    const own = new Map(there.map(({ metadata, status }) => [metadata.name, status.conditions ?? []]));
    return judgeNodes(gate, own, about);
  }
  const text = await context.secret(kubeconfigSecretRef.name, 'kubeconfig');
  const source = `Secret ${context.namespace}/${kubeconfigSecretRef.name}`;
  return judgeNodes(gate, await kubeNodes(text, source, context), about);
};

/** A node of which nothing is told is unknown, as one whose conditions are not. */
export function judgeNodes(
  { healthy = ['Ready'], unhealthy = [], maxAge }: Pick<Gate, 'healthy' | 'unhealthy' | 'maxAge'>,
  seen: SeenNodes,
  { nodes, since, now }: Pick<GateContext, 'nodes' | 'since' | 'now'>,
): Measured {
  if (nodes.length === 0) return { verdict: 'Healthy', message: 'none of its nodes counts' };
  const maxAgeMs = maxAge === undefined ? DEFAULT_MAX_AGE_MS : parseDuration(maxAge);
  const answers = nodes.flatMap((node) => {
    const conditions = seen.get(node) ?? [];
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
  const worst = worstOf(answers, 'nothing is asked');
  return worst.verdict === 'Healthy' ? { ...worst, message: `all is well on ${nodes.length} nodes` } : worst;
}

const DEFAULT_MAX_AGE_MS = 600_000;

function judgeOne(
  condition: SeenCondition | undefined,
  good: 'True' | 'False',
  { since, now, maxAgeMs }: { since: number; now: number; maxAgeMs: number },
): Measured {
  if (!condition) return { verdict: 'Unknown', message: 'is not told' };
  const { status, reason, lastTransitionTime, lastHeartbeatTime } = condition;
  if (lastHeartbeatTime !== undefined && !(now - Date.parse(lastHeartbeatTime) <= maxAgeMs)) {
    return { verdict: 'Unknown', message: `was told at ${lastHeartbeatTime} last` };
  }
  if (status === good) return { verdict: 'Healthy', message: `is ${status}` };
  if (status !== 'True' && status !== 'False') return { verdict: 'Unknown', message: 'is Unknown' };
  const isOlder = lastTransitionTime !== undefined && Date.parse(lastTransitionTime) < since;
  if (isOlder) return { verdict: 'Healthy', message: `is ${status} since before the release` };
  return { verdict: 'Unhealthy', message: `is ${status}${reason === undefined ? '' : ` (${reason})`}` };
}

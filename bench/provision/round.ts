import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId } from '../../workflows/contract.ts';
import { eachAtOnce } from '../../api/at-once.ts';
import { type ChainCost, chainRuns, costOf, isIdle } from '../measure/chain-history.ts';
import type { ProcessUse } from '../measure/process-use.ts';
import type { Sample } from '../measure/prometheus.ts';
import { until } from '../measure/quiet.ts';
import { settledRequests, stackUse, usedBetween } from './counters.ts';
import { nodeObjects, provisionAll } from './fleet.ts';
import type { Lab } from './lab.ts';

/** One round of nodes, from apply to Ready, and what it cost. */
export interface NodeRound {
  seconds: number;
  requests: { before: Sample[]; after: Sample[] };
  use: Map<string, ProcessUse>;
  chains: ChainCost[];
  nodes: ComputeNode[];
}

const IDLE_MS = 60_000;
const HISTORIES_AT_ONCE = 8;

export async function runNodes(lab: Lab, names: readonly string[], abort: AbortSignal): Promise<NodeRound> {
  const objects = nodeObjects(names);
  const before = await settledRequests(lab);
  const usedBefore = stackUse(lab);
  const { seconds } = await provisionAll(lab, objects, abort);
  const use = usedBetween(usedBefore, stackUse(lab));
  const chains = await eachAtOnce(names, HISTORIES_AT_ONCE, async (name) => costOf(await idleChain(lab, name)));
  const after = await settledRequests(lab);
  const nodes = names.flatMap((name) => lab.nodes.get(name) ?? []);
  return { seconds, requests: { before, after }, use, chains, nodes };
}

/** The runs of a node's chain, once it waits for its next word. */
export async function idleChain({ nodes, temporal }: Lab, name: string) {
  const metadata = nodes.get(name)?.metadata;
  if (!metadata) throw new Error(`ComputeNode ${name} has gone while it was measured.`);
  const { namespace = '', uid = '' } = metadata;
  const workflowId = computeNodeWorkflowId({ namespace, name, uid });
  let runs = await chainRuns(temporal, workflowId);
  await until(`the workflow of ${name} is idle`, IDLE_MS, async () => {
    if (isIdle(runs)) return true;
    runs = await chainRuns(temporal, workflowId);
    return isIdle(runs);
  });
  return runs;
}

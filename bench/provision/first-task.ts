import { taskQueues } from '../../workflows/contract.ts';
import { type ChainCost, chainRuns, costOf } from '../measure/chain-history.ts';
import { nodeObjects, provisionAll } from './fleet.ts';
import type { Lab } from './lab.ts';
import { idleChain } from './round.ts';

/** Milliseconds until the first workflow task is started, one after the other on a stack that does nothing else. */
export interface FirstTasks {
  /** From the apply of a ComputeNode on. */
  nodes: number[];
  /** From the start of a workflow that does nothing on. */
  empty: number[];
}

const PAIRS = 9;

export async function measureFirstTasks(lab: Lab, floorCell: string, abort: AbortSignal): Promise<FirstTasks> {
  const measured: FirstTasks = { nodes: [], empty: [] };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    measured.empty.push(await emptyStart(lab, floorCell, pair));
    measured.nodes.push(await nodeStart(lab, `first-${pair}`, abort));
  }
  return measured;
}

/** A node of its own, to warm everything up, and to learn what its workflow calls. */
export async function provisionOne(lab: Lab, name: string, abort: AbortSignal): Promise<ChainCost> {
  await provisionAll(lab, nodeObjects([name]), abort);
  return costOf(await idleChain(lab, name));
}

async function emptyStart({ temporal }: Lab, cell: string, pair: number): Promise<number> {
  const workflowId = `empty/${pair}`;
  const started = now();
  const handle = await temporal.workflow.start('empty', { workflowId, taskQueue: taskQueues.workflows(cell) });
  await handle.result();
  return sinceStart(costOf(await chainRuns(temporal, workflowId)), started);
}

async function nodeStart(lab: Lab, name: string, abort: AbortSignal): Promise<number> {
  const { appliedAt } = await provisionAll(lab, nodeObjects([name]), abort);
  return sinceStart(costOf(await idleChain(lab, name)), appliedAt);
}

function sinceStart({ firstTaskStartedAt }: ChainCost, started: number): number {
  return firstTaskStartedAt === undefined ? Number.NaN : firstTaskStartedAt - started;
}

/** Milliseconds since the epoch, with their fractions: the server's event times have them too. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

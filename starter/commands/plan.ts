import { randomUUID } from 'node:crypto';
import { isGrpcDeadlineError, WorkflowFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { PLAN_NODE_WORKFLOW, type PlanNodeInput, type PlanNodeResult, taskQueues } from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNode } from '../find-node.ts';
import { readNodes } from '../read-nodes.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderPlan } from '../render/plan.ts';
import { type Session, withSession } from '../session.ts';

const ANSWER_MS = 30_000;

interface Planned {
  node: ComputeNode;
  plan: PlanNodeResult;
}

export function addPlan(program: Command): void {
  program
    .command('plan')
    .argument('[node]', 'name of a ComputeNode')
    .description('what would be claimed and done for a node; claims nothing')
    .option('-f, --filename <file>', 'ComputeNodes that need not exist yet ("-" is the standard input)')
    .action((name: string | undefined, { filename }: { filename?: string }, command: Command) =>
      withSession(command, async (session) => {
        const planned: Planned[] = [];
        for (const node of await nodesToPlan(session, name, filename)) {
          planned.push({ node, plan: await planOf(session, node) });
        }
        const plans = planned.map(({ plan }) => plan);
        const document = renderDocument(session.output, plans.length === 1 && plans[0] ? plans[0] : listOf(plans));
        session.print(document ?? planned.map(textOf).join('\n\n'));
        if (plans.some((plan) => 'unschedulable' in plan)) process.exitCode = EXIT.failed;
      }),
    );
}

function textOf({ node: { metadata, status }, plan }: Planned): string {
  const held = status?.assetRef?.name;
  const note = held ? `${metadata.name} has asset ${held} already; a new node like it is planned here.\n\n` : '';
  return note + renderPlan(metadata.name, plan);
}

async function nodesToPlan(
  session: Session,
  name: string | undefined,
  file: string | undefined,
): Promise<ComputeNode[]> {
  if (name !== undefined && file === undefined) return [await findNode(session, name)];
  if (name === undefined && file !== undefined) return readNodes(file, session.namespace);
  throw new CommandError('bedplate plan wants either the name of a node or -f FILE.', EXIT.wrongUsage);
}

async function planOf(session: Session, node: ComputeNode): Promise<PlanNodeResult> {
  const client = await session.temporal();
  const { namespace, name } = node.metadata;
  const timeoutMs = session.timeoutMs ?? ANSWER_MS;
  const input: PlanNodeInput = { node, cell: session.cell };
  try {
    return await client.withDeadline(Date.now() + timeoutMs, () =>
      client.workflow.execute<(given: PlanNodeInput) => Promise<PlanNodeResult>>(PLAN_NODE_WORKFLOW, {
        workflowId: `plan/${namespace}/${name}/${randomUUID()}`,
        taskQueue: taskQueues.workflows(session.cell),
        args: [input],
        // Without a worker it must not lie about until one comes.
        workflowExecutionTimeout: timeoutMs,
        staticSummary: `plan of ${namespace}/${name} for ${session.by}`,
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause?.name !== 'TimeoutFailure') {
      throw new CommandError(`No plan for ${namespace}/${name}: ${rootMessage(error)}`);
    }
    if (!(error instanceof WorkflowFailedError) && !isGrpcDeadlineError(error)) throw error;
    throw new CommandError(
      `No plan for ${namespace}/${name} in time: is a worker of cell ${session.cell} running?`,
      EXIT.timedOut,
    );
  }
}

function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}

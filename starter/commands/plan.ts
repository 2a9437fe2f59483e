import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import {
  PLAN_NODE_WORKFLOW,
  type PlacedBefore,
  type PlanNodeInput,
  type PlanNodeResult,
} from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNode } from '../find-node.ts';
import { readNodes } from '../read-nodes.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderPlan } from '../render/plan.ts';
import { type Session, withSession } from '../session.ts';
import { answerOf } from '../short-workflow.ts';

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
    .option('-f, --filename <file>', 'ComputeNodes and NodePools that need not exist yet ("-" is the standard input)')
    .action((name: string | undefined, { filename }: { filename?: string }, command: Command) =>
      withSession(command, async (session) => {
        const planned: Planned[] = [];
        const earlier: PlacedBefore[] = [];
        for (const node of await nodesToPlan(session, name, filename)) {
          const plan = await planOf(session, node, earlier);
          planned.push({ node, plan });
          if (!('unschedulable' in plan)) earlier.push({ node, asset: plan.asset, addresses: plan.addresses });
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

/** Each sees those before it as placed, as they would be. */
function planOf(session: Session, node: ComputeNode, earlier: PlacedBefore[]): Promise<PlanNodeResult> {
  const { namespace, name } = node.metadata;
  return answerOf<PlanNodeInput, PlanNodeResult>(session, {
    type: PLAN_NODE_WORKFLOW,
    workflowId: `plan/${namespace}/${name}/${randomUUID()}`,
    input: { node, cell: session.cell, earlier },
    timeoutMs: session.timeoutMs ?? ANSWER_MS,
    what: `plan of ${namespace}/${name}`,
  });
}

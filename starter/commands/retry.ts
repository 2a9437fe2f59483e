import type { Command } from 'commander';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { retryUpdate } from '../../workflows/contract.ts';
import { eachNode } from '../each-node.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNode } from '../find-node.ts';
import { ask } from '../node-workflow.ts';
import { waitsForRetry } from '../render/node-view.ts';
import { type Session, withSession } from '../session.ts';

interface RetryOptions {
  stalled?: boolean;
  why: string;
}

export function addRetry(program: Command): void {
  program
    .command('retry')
    .argument('[node...]', 'names of ComputeNodes')
    .description('tries the step that waits, now')
    .option('--stalled', 'all of the namespace that wait after a fault')
    .option('--why <text>', 'for the record', 'asked by hand')
    .action((names: string[], { stalled = false, why }: RetryOptions, command: Command) =>
      withSession(command, async (session) => {
        const nodes = await chosen(session, names, stalled);
        if (nodes.length === 0) return session.print(`Nothing waits for a retry in namespace ${session.namespace}.`);
        await eachNode(session, nodes, (node) => ask(session, node, retryUpdate, { by: session.by, why }));
      }),
    );
}

async function chosen(session: Session, names: readonly string[], stalled: boolean): Promise<ComputeNode[]> {
  if (stalled !== (names.length === 0)) {
    throw new CommandError('bedplate retry wants either the names of nodes or --stalled.', EXIT.wrongUsage);
  }
  if (!stalled) return Promise.all(names.map((name) => findNode(session, name)));
  const { items } = await session.cluster().list(computeNode, { namespace: session.namespace });
  return items.filter(waitsForRetry);
}

import type { Command } from 'commander';
import { POOL_LABEL, RACK_LABEL } from '../../api/groups.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { confirmDeletionUpdate } from '../../workflows/contract.ts';
import { eachNode } from '../each-node.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNode } from '../find-node.ts';
import { ask } from '../node-workflow.ts';
import { conditionOf, isTrue } from '../render/node-view.ts';
import { renderTable } from '../render/table.ts';
import { type Session, withSession } from '../session.ts';

interface ConfirmOptions {
  held?: boolean;
  rack?: string;
  pool?: string;
  budget?: boolean;
  why?: string;
}

export function addConfirm(program: Command): void {
  program
    .command('confirm')
    .argument('[node...]', 'names of ComputeNodes that are held')
    .description(
      'lets deletions go on that the fuse holds, or with --budget what a disruption budget holds; ' +
        'without --why it only shows which',
    )
    .option('--held', 'all of the namespace that are held')
    .option('--rack <name>', 'with --held: of this rack only')
    .option('--pool <name>', 'with --held: of this pool only')
    .option('--budget', 'goes on against the disruption budgets, which would let it go on by themselves')
    .option('--why <text>', 'for the record; needed to confirm')
    .action((names: string[], options: ConfirmOptions, command: Command) =>
      withSession(command, async (session) => {
        const nodes = await chosen(session, names, options);
        const { why, budget = false } = options;
        if (nodes.length === 0) return session.print(`No ${budget ? 'node is held by a budget' : 'deletion is held'}.`);
        if (!why) throw new CommandError(unexplained(nodes, budget), EXIT.wrongUsage);
        const request = { by: session.by, why, ...(budget ? { budget } : {}) };
        await eachNode(session, nodes, (node) => ask(session, node, confirmDeletionUpdate, request));
        if (nodes.length > 1) session.print(`${nodes.length} ${budget ? 'nodes' : 'deletions'} go on.`);
      }),
    );
}

async function chosen(session: Session, names: readonly string[], options: ConfirmOptions): Promise<ComputeNode[]> {
  const { held = false, rack, pool, budget = false } = options;
  if (held !== (names.length === 0)) {
    throw new CommandError('bedplate confirm wants either the names of nodes or --held.', EXIT.wrongUsage);
  }
  if (!held && (rack ?? pool) !== undefined) {
    throw new CommandError('--rack and --pool choose among those that are --held.', EXIT.wrongUsage);
  }
  if (!held) return Promise.all(names.map((name) => findNode(session, name)));
  const { items } = await session.cluster().list(computeNode, { namespace: session.namespace });
  return items.filter(
    (node) => isTrue(node, heldBy(budget)) && isIn(node, RACK_LABEL, rack) && isIn(node, POOL_LABEL, pool),
  );
}

function heldBy(budget: boolean): 'DisruptionHeld' | 'DeletionHeld' {
  return budget ? 'DisruptionHeld' : 'DeletionHeld';
}

function isIn({ metadata }: ComputeNode, label: string, wanted: string | undefined): boolean {
  return wanted === undefined || metadata.labels?.[label] === wanted;
}

/** What would be let go, before anybody answers for it. */
function unexplained(nodes: readonly ComputeNode[], budget: boolean): string {
  const rows = nodes.map((node) => [
    node.metadata.name,
    node.status.assetRef?.name ?? '-',
    node.metadata.labels?.[RACK_LABEL] ?? '-',
    conditionOf(node, heldBy(budget))?.message ?? '',
  ]);
  return [
    renderTable(['NODE', 'ASSET', 'RACK', 'HELD BECAUSE'], rows),
    '',
    budget
      ? `${nodes.length} would go on against their budgets: say --why TEXT to let them.`
      : `${nodes.length} would be taken down and wiped: say --why TEXT to let them go.`,
  ].join('\n');
}

import type { Command } from 'commander';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { nodePool } from '../../api/kinds/node-pool.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderNodeList } from '../render/node-list.ts';
import { renderPoolList } from '../render/pool-list.ts';
import { type Session, withSession } from '../session.ts';

export function addList(program: Command): void {
  program
    .command('list')
    .description('the NodePools and the ComputeNodes, and where each stands')
    .option('-A, --all-namespaces', 'of every namespace')
    .action((options: { allNamespaces?: boolean }, command: Command) =>
      withSession(command, (session) => list(session, options.allNamespaces ?? false)),
    );
}

async function list(session: Session, everywhere: boolean): Promise<void> {
  const cluster = session.cluster();
  const where = everywhere ? {} : { namespace: session.namespace };
  const { items } = await cluster.list(computeNode, where);
  const document = renderDocument(session.output, listOf(items));
  if (document !== undefined) return session.print(document);
  const rackOf = await racksOf(session, items);
  const pools = await cluster.list(nodePool, where);
  if (pools.items.length > 0) {
    session.print(`${renderPoolList(pools.items, { withNamespace: everywhere, now: Date.now() })}\n`);
  }
  session.print(renderNodeList(items, { withNamespace: everywhere, now: Date.now(), rackOf }));
}

async function racksOf(session: Session, nodes: readonly ComputeNode[]): Promise<ReadonlyMap<string, string>> {
  if (!nodes.some(({ status }) => status?.assetRef)) return new Map();
  const assets = await session.cluster().list(computeAsset);
  return new Map(assets.items.flatMap(({ metadata, rack }) => (rack ? [[metadata.name, rack.name]] : [])));
}

import { type Command, Option } from 'commander';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { nodePool } from '../../api/kinds/node-pool.ts';
import { findNode } from '../find-node.ts';
import { renderDocument } from '../render/document.ts';
import { renderNodeStatus } from '../render/node-status.ts';
import { withSession } from '../session.ts';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import { showDeployment } from '../rollout/watch.ts';
import { showPool } from '../rollout/pool.ts';
import { type Goal, watchNode } from '../watch-node.ts';

export function addStatus(program: Command): void {
  program
    .command('status')
    .argument('<node>', 'name of a ComputeNode, a NodePool or a SaltDeployment')
    .description('what a node is doing, a pool or a rollout, and why it is stuck')
    .option('-w, --watch', 'show it again at every change, until Ctrl-C')
    .addOption(
      new Option('--until <goal>', 'watch until it is reached; exit status 4 when --timeout ends first').choices([
        'ready',
        'gone',
      ]),
    )
    .action((name: string, options: { watch?: boolean; until?: Goal }, command: Command) =>
      withSession(command, async (session) => {
        if (options.watch || options.until) return watchNode(session, name, options.until);
        const { namespace } = session;
        const pool = await session.cluster().get(nodePool, { namespace, name });
        const isPool = pool && !(await session.cluster().get(computeNode, { namespace, name }));
        if (isPool) return showPool(session, pool);
        const deployment = await session.cluster().get(saltDeployment, { namespace, name });
        const isDeployment = deployment && !(await session.cluster().get(computeNode, { namespace, name }));
        if (isDeployment) return showDeployment(session, deployment);
        const node = await findNode(session, name);
        session.print(renderDocument(session.output, node) ?? renderNodeStatus(node, Date.now()));
      }),
    );
}

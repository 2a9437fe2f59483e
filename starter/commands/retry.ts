import type { Command } from 'commander';
import { retryUpdate } from '../../workflows/contract.ts';
import { findNode } from '../find-node.ts';
import { ask } from '../node-workflow.ts';
import { withSession } from '../session.ts';

export function addRetry(program: Command): void {
  program
    .command('retry')
    .argument('<node>', 'name of a ComputeNode')
    .description('tries the step that waits, now')
    .option('--why <text>', 'for the record', 'asked by hand')
    .action((name: string, { why }: { why: string }, command: Command) =>
      withSession(command, async (session) => {
        const node = await findNode(session, name);
        session.print(await ask(session, node, retryUpdate, { by: session.by, why }));
      }),
    );
}

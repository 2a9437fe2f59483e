import type { Command } from 'commander';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { resumeSignal } from '../../workflows/contract.ts';
import { findNode } from '../find-node.ts';
import { withNodeWorkflow } from '../node-workflow.ts';
import { withSession } from '../session.ts';

export function addResume(program: Command): void {
  program
    .command('resume')
    .argument('<node...>', 'names of ComputeNodes')
    .description('ends the pause that a command set')
    .requiredOption('--why <text>', 'for the record')
    .action((names: string[], { why }: { why: string }, command: Command) =>
      withSession(command, async (session) => {
        for (const name of names) {
          const node = await findNode(session, name);
          await withNodeWorkflow(session, node, (handle) => handle.signal(resumeSignal, { by: session.by, why }));
          session.print(`${name} goes on.${stillHeld(node)}`);
        }
      }),
    );
}

/** What git owns, a command never writes: such pauses are ended where they were set. */
function stillHeld({ status }: ComputeNode): string {
  const others = (status?.pauses ?? []).filter(({ source }) => source !== 'command');
  return others.map(({ source, why }) => ` Its ${source} holds it still: ${why}`).join('');
}

import type { Command } from 'commander';
import { releaseUpdate } from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNode } from '../find-node.ts';
import { ask } from '../node-workflow.ts';
import { withSession } from '../session.ts';

interface ReleaseOptions {
  force?: boolean;
  why: string;
}

export function addRelease(program: Command): void {
  program
    .command('release')
    .argument('<node>', 'name of a ComputeNode that is being deleted')
    .description('gives asset and addresses back although the machine was not seen off or wiped')
    .option('--force', 'needed: says that somebody made sure of it at the machine')
    .requiredOption('--why <text>', 'for the record')
    .action((name: string, { force = false, why }: ReleaseOptions, command: Command) =>
      withSession(command, async (session) => {
        if (!force) throw new CommandError(unforced(name), EXIT.wrongUsage);
        const node = await findNode(session, name);
        session.print(await ask(session, node, releaseUpdate, { by: session.by, why, force }));
      }),
    );
}

function unforced(name: string): string {
  return (
    `Releasing ${name} gives its addresses to others while the machine may still be running: ` +
    'make sure that it is off, then say --force.'
  );
}

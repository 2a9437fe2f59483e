import type { Command } from 'commander';
import { pauseSignal } from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNode } from '../find-node.ts';
import { withNodeWorkflow } from '../node-workflow.ts';
import { withSession } from '../session.ts';

export function addPause(program: Command): void {
  program
    .command('pause')
    .argument('<node...>', 'names of ComputeNodes')
    .description('holds nodes before their next step')
    .requiredOption('--why <text>', 'shown to everyone who asks')
    .option('--until <time>', 'ends by itself then, such as 2026-12-01T08:00:00Z')
    .action((names: string[], { why, until }: { why: string; until?: string }, command: Command) =>
      withSession(command, async (session) => {
        const end = until === undefined ? undefined : instant(until);
        for (const name of names) {
          const node = await findNode(session, name);
          const request = { by: session.by, why, until: end };
          await withNodeWorkflow(session, node, (handle) => handle.signal(pauseSignal, request));
          session.print(
            `${name} holds before its next step, ${end ? `until ${end}` : `until bedplate resume ${name} --why …`}.`,
          );
        }
      }),
    );
}

export function instant(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CommandError(`--until wants a time such as 2026-12-01T08:00:00Z, not "${text}".`, EXIT.wrongUsage);
  if (time <= Date.now()) throw new CommandError(`--until ${text} is over already.`, EXIT.wrongUsage);
  return new Date(time).toISOString();
}

import { Command, CommanderError, Option } from 'commander';
import { addAcknowledgeRestore } from './commands/acknowledge-restore.ts';
import { addAdopt } from './commands/adopt.ts';
import { addConfirm } from './commands/confirm.ts';
import { addDiscover } from './commands/discover.ts';
import { addDoctor } from './commands/doctor.ts';
import { addIpam } from './commands/ipam.ts';
import { addList } from './commands/list.ts';
import { addOp } from './commands/op.ts';
import { addPause } from './commands/pause.ts';
import { addPlan } from './commands/plan.ts';
import { addRelease } from './commands/release.ts';
import { addResume } from './commands/resume.ts';
import { addRetry } from './commands/retry.ts';
import { addRollout } from './commands/rollout.ts';
import { addStatus } from './commands/status.ts';
import { CommandError, EXIT } from './exit.ts';

/** One line a command. */
const commands = [
  addList,
  addStatus,
  addRollout,
  addPlan,
  addRetry,
  addPause,
  addResume,
  addConfirm,
  addRelease,
  addOp,
  addAcknowledgeRestore,
  addDoctor,
  addIpam,
  addDiscover,
  addAdopt,
];

/** Runs one command line and answers its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await bedplate().parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    return explain(error);
  }
}

function bedplate(): Command {
  const program = new Command('bedplate')
    .description('What the fleet is doing, why, and the few things that a person may tell it.')
    .option('--kubeconfig <file>', 'how to reach the apiserver (else KUBECONFIG, then ~/.kube/config)')
    .option('--temporal-address <host:port>', 'how to reach Temporal (else TEMPORAL_ADDRESS, then 127.0.0.1:7233)')
    .option('--state-dir <dir>', 'a local stack: where its apiserver and its Temporal are stands there')
    .option(
      '--cell <name>',
      'the cell whose workers are asked (else BEDPLATE_CELL, then the local stack\'s, then "local")',
    )
    .option('-n, --namespace <name>', 'namespace of the objects', 'default')
    .addOption(new Option('-o, --output <format>', 'how to answer').choices(['table', 'json', 'yaml']).default('table'))
    .option('--timeout <duration>', 'how long to wait for an answer, such as 30s (for --until: 2h unless given)')
    .showHelpAfterError('(bedplate --help shows how it is used)')
    .exitOverride();
  for (const add of commands) add(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function explain(error: unknown): number {
  // commander has said what is wrong already; asked-for help is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  if (error instanceof CommandError) {
    console.error(error.message);
    return error.exit;
  }
  console.error(error instanceof Error ? error.message : String(error));
  return EXIT.failed;
}

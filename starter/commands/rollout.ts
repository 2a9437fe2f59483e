import type { Command } from 'commander';
import {
  abortUpdate,
  promoteUpdate,
  retryCommitUpdate,
  retryRolloutUpdate,
  rollbackCommitUpdate,
  rollbackUpdate,
  skipUpdate,
} from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findPool } from '../find-node.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderHistory, renderPlannedBuckets } from '../render/rollout.ts';
import { askRollout, pauseDeployment, resumeDeployment, transactionsOf } from '../rollout/deployment.ts';
import { planRollout } from '../rollout/plan.ts';
import { pausePool, resumePool, showPool, showRevisions, undoPool, watchPool } from '../rollout/pool.ts';
import { findDeployment, findTarget } from '../rollout/target.ts';
import { showDeployment, watchDeployment } from '../rollout/watch.ts';
import { type Session, withSession } from '../session.ts';
import { instant } from './pause.ts';

interface Said {
  why: string;
  bucket?: string;
  node?: string[];
  until?: string;
  toRevision?: number;
}

const BOTH = 'name of a SaltDeployment, or of a NodePool (nodepool/NAME where both have it)';

export function addRollout(program: Command): void {
  const rollout = program
    .command('rollout')
    .description('rollouts of Salt commits and of pools: how they go, and what they are told');
  rollout
    .command('status')
    .argument('<name>', BOTH)
    .description('how far it has come, bucket by bucket, and why no further')
    .option(
      '-w, --watch',
      'until all is as wanted; exit status 1 when it comes no further, 4 when --timeout ends first',
    )
    .action((name: string, { watch }: { watch?: boolean }, command: Command) =>
      withSession(command, (session) => show(session, name, watch ?? false)),
    );
  rollout
    .command('history')
    .argument('<name>', BOTH)
    .description('what was rolled out; of a pool: the templates that it can go back to')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async (session) => {
        const target = await findTarget(session, name);
        if (target.kind === 'pool') return showRevisions(session, target.pool);
        const all = await transactionsOf(session, target.deployment);
        session.print(renderDocument(session.output, listOf(all)) ?? renderHistory(all, Date.now()));
      }),
    );
  rollout
    .command('plan')
    .argument('<deployment>', 'name of a SaltDeployment')
    .description('the buckets of a rollout that would begin now; begins nothing')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async (session) => {
        const buckets = await planRollout(session, await findDeployment(session, name));
        session.print(renderDocument(session.output, buckets) ?? renderPlannedBuckets(buckets));
      }),
    );
  addSayings(rollout);
  for (const command of rollout.commands) command.copyInheritedSettings(program);
}

async function show(session: Session, name: string, watch: boolean): Promise<void> {
  const target = await findTarget(session, name);
  if (target.kind === 'pool') return watch ? watchPool(session, target.pool) : showPool(session, target.pool);
  return watch ? watchDeployment(session, target.deployment) : showDeployment(session, target.deployment);
}

/** What a rollout is told: each has a reason, which is shown with it. */
function addSayings(rollout: Command): void {
  const saying = (
    verb: string,
    argument: string,
    description: string,
    say: (session: Session, name: string, said: Said) => Promise<string>,
  ) =>
    rollout
      .command(verb)
      .argument('<name>', argument)
      .description(description)
      .requiredOption('--why <text>', 'shown to everyone who asks')
      .action((name: string, said: Said, command: Command) =>
        withSession(command, async (session) => session.print(await say(session, name, said))),
      );
  const one = 'name of a SaltDeployment';

  saying('pause', BOTH, 'holds it, and returns once nothing is on its way any more', pause).option(
    '--until <time>',
    'ends by itself then, such as 2026-12-01T08:00:00Z',
  );
  saying('resume', BOTH, 'ends the pauses that commands set, and what a rollout holds by itself', resume);
  saying('promote', one, 'goes on without waiting for soak and gates', (session, name, { why, bucket }) =>
    ask(session, name, { why, bucket }, { underWay: promoteUpdate }),
  ).option('--bucket <name>', 'this one only');
  saying('skip', one, 'leaves a bucket or nodes out', (session, name, { why, bucket, node }) => {
    if ((bucket === undefined) === (node === undefined))
      throw new CommandError('Say which: either --bucket or --node.', EXIT.wrongUsage);
    return ask(session, name, { why, bucket, nodes: node }, { underWay: skipUpdate });
  })
    .option('--bucket <name>', 'all of a bucket')
    .option('--node <name...>', 'these nodes');
  saying(
    'retry',
    one,
    'tries what failed once more; without a rollout, the failed commit',
    (session, name, { why, bucket }) =>
      ask(session, name, { why, bucket }, { underWay: retryRolloutUpdate, otherwise: retryCommitUpdate }),
  ).option('--bucket <name>', 'this one only');
  saying('abort', one, 'begins nothing more; what is under way ends', (session, name, { why }) =>
    ask(session, name, { why }, { underWay: abortUpdate }),
  );
  saying('rollback', one, 'goes back to the commit before', (session, name, { why }) =>
    ask(session, name, { why }, { underWay: rollbackUpdate, otherwise: rollbackCommitUpdate }),
  );
  saying(
    'undo',
    'name of a NodePool',
    'back to an earlier template, until the template changes',
    async (session, name, said) => undoPool(session, await findPool(session, name), said.why, said.toRevision),
  ).option('--to-revision <number>', 'which one, as rollout history shows them; the one before without it', revision);
}

async function ask(
  session: Session,
  name: string,
  request: Omit<Said, 'until' | 'toRevision'> & { nodes?: string[] },
  asked: Parameters<typeof askRollout>[3],
): Promise<string> {
  return askRollout(session, await findDeployment(session, name), { by: session.by, ...request }, asked);
}

async function pause(session: Session, name: string, { why, until }: Said): Promise<string> {
  const target = await findTarget(session, name);
  const end = until === undefined ? undefined : instant(until);
  const request = { by: session.by, why, until: end };
  if (target.kind === 'pool') await pausePool(session, target.pool, request);
  else await pauseDeployment(session, target.deployment, request);
  return `${name} holds, until ${end ?? `bedplate rollout resume ${name} --why …`}.`;
}

async function resume(session: Session, name: string, { why }: Said): Promise<string> {
  const target = await findTarget(session, name);
  if (target.kind === 'pool') return `${name} goes on.${await resumePool(session, target.pool, why)}`;
  await resumeDeployment(session, target.deployment, why);
  const git = (target.deployment.status?.pauses ?? []).filter(
    ({ source }) => source === 'spec' || source === 'annotation',
  );
  return `${name} goes on.${git.map((one) => ` Its ${one.source} holds it still: ${one.why}`).join('')}`;
}

function revision(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new CommandError(`--to-revision wants a number such as 3, not "${text}".`, EXIT.wrongUsage);
}

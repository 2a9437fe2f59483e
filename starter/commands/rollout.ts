import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { POOL_UID_LABEL } from '../../api/groups.ts';
import { controllerRevision } from '../../api/kinds/controller-revision.ts';
import type { NodePool } from '../../api/kinds/node-pool.ts';
import { pauseSignal, resumeSignal, undoUpdate } from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findPool } from '../find-node.ts';
import { withPoolWorkflow } from '../node-workflow.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderPoolStatus, renderRevisions } from '../render/pool-status.ts';
import { type Session, withSession } from '../session.ts';
import { instant } from './pause.ts';

const LOOK_MS = 500;
const FINISHED_MS = 2 * 3_600_000;

export function addRollout(program: Command): void {
  const rollout = program.command('rollout').description('how a pool rolls over to another template, and holding it');
  addRolloutStatus(rollout);
  addRolloutPause(rollout);
  addRolloutResume(rollout);
  addRolloutUndo(rollout);
  addRolloutHistory(rollout);
  for (const command of rollout.commands) command.copyInheritedSettings(program);
}

export function showPool(session: Session, pool: NodePool): void {
  session.print(renderDocument(session.output, pool) ?? renderPoolStatus(pool, Date.now()));
}

function addRolloutStatus(rollout: Command): void {
  rollout
    .command('status')
    .argument('<pool>', 'name of a NodePool')
    .description('how far it has come, and why no further')
    .option(
      '-w, --watch',
      'until all is as wanted; exit status 1 when it comes no further, 4 when --timeout ends first',
    )
    .action((name: string, { watch }: { watch?: boolean }, command: Command) =>
      withSession(command, async (session) => {
        const pool = await findPool(session, name);
        return watch ? watchPool(session, pool) : showPool(session, pool);
      }),
    );
}

async function watchPool(session: Session, pool: NodePool): Promise<void> {
  const deadline = Date.now() + (session.timeoutMs ?? FINISHED_MS);
  let shown: string | undefined;
  for (let seen = pool; ; seen = await findPool(session, pool.metadata.name)) {
    const isObserved = seen.status?.observedGeneration === seen.metadata.generation;
    if (seen.metadata.resourceVersion !== shown) showPool(session, seen);
    shown = seen.metadata.resourceVersion;
    if (isObserved && isTrue(seen, 'Ready')) return;
    if (isObserved && isTrue(seen, 'Stalled')) throw new CommandError(`${pool.metadata.name} comes no further.`);
    if (Date.now() >= deadline) throw new CommandError(`${pool.metadata.name} is not through in time.`, EXIT.timedOut);
    await sleep(LOOK_MS);
  }
}

function isTrue({ status }: NodePool, wanted: string): boolean {
  return status?.conditions?.some((condition) => condition.type === wanted && condition.status === 'True') ?? false;
}

function addRolloutPause(rollout: Command): void {
  rollout
    .command('pause')
    .argument('<pool>', 'name of a NodePool')
    .description('holds a rollout where it is')
    .requiredOption('--why <text>', 'shown to everyone who asks')
    .option('--until <time>', 'ends by itself then, such as 2026-12-01T08:00:00Z')
    .action((name: string, { why, until }: { why: string; until?: string }, command: Command) =>
      withSession(command, async (session) => {
        const pool = await findPool(session, name);
        const end = until === undefined ? undefined : instant(until);
        const request = { by: session.by, why, until: end };
        await withPoolWorkflow(session, pool, (handle) => handle.signal(pauseSignal, request));
        session.print(`${name} holds, until ${end ?? `bedplate rollout resume ${name} --why …`}.`);
      }),
    );
}

function addRolloutResume(rollout: Command): void {
  rollout
    .command('resume')
    .argument('<pool>', 'name of a NodePool')
    .description('ends the pauses that commands set')
    .requiredOption('--why <text>', 'for the record')
    .action((name: string, { why }: { why: string }, command: Command) =>
      withSession(command, async (session) => {
        const pool = await findPool(session, name);
        await withPoolWorkflow(session, pool, (handle) => handle.signal(resumeSignal, { by: session.by, why }));
        const others = (pool.status?.pauses ?? []).filter(({ source }) => source !== 'command');
        const still = others.map((pause) => ` Its ${pause.source} holds it still: ${pause.why}`).join('');
        session.print(`${name} goes on.${still}`);
      }),
    );
}

function addRolloutUndo(rollout: Command): void {
  rollout
    .command('undo')
    .argument('<pool>', 'name of a NodePool')
    .description('back to an earlier template, until the template in the object changes')
    .requiredOption('--why <text>', 'shown with the pool')
    .option('--to-revision <number>', 'which one, as rollout history shows them; the one before without it', revision)
    .action((name: string, { why, toRevision }: { why: string; toRevision?: number }, command: Command) =>
      withSession(command, async (session) => {
        const pool = await findPool(session, name);
        const request = { by: session.by, why, toRevision };
        const ask = { args: [request] as [typeof request] };
        session.print(await withPoolWorkflow(session, pool, (handle) => handle.executeUpdate(undoUpdate, ask)));
      }),
    );
}

function revision(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new CommandError(`--to-revision wants a number such as 3, not "${text}".`, EXIT.wrongUsage);
}

function addRolloutHistory(rollout: Command): void {
  rollout
    .command('history')
    .argument('<pool>', 'name of a NodePool')
    .description('the templates that it can go back to')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async (session) => {
        const pool = await findPool(session, name);
        const { namespace } = session;
        const labelSelector = `${POOL_UID_LABEL}=${pool.metadata.uid}`;
        const { items } = await session.cluster().list(controllerRevision, { namespace, labelSelector });
        session.print(renderDocument(session.output, listOf(items)) ?? renderRevisions(pool, items, Date.now()));
      }),
    );
}

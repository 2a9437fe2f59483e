import { setTimeout as sleep } from 'node:timers/promises';
import { POOL_UID_LABEL } from '../../api/groups.ts';
import { controllerRevision } from '../../api/kinds/controller-revision.ts';
import type { NodePool } from '../../api/kinds/node-pool.ts';
import { type PauseRequest, pauseSignal, resumeSignal, undoUpdate } from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findPool } from '../find-node.ts';
import { withPoolWorkflow } from '../node-workflow.ts';
import { listOf, renderDocument } from '../render/document.ts';
import { renderPoolStatus, renderRevisions } from '../render/pool-status.ts';
import type { Session } from '../session.ts';

const LOOK_MS = 500;
const FINISHED_MS = 2 * 3_600_000;

export function showPool(session: Session, pool: NodePool): void {
  session.print(renderDocument(session.output, pool) ?? renderPoolStatus(pool, Date.now()));
}

export async function watchPool(session: Session, pool: NodePool): Promise<void> {
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

export async function pausePool(session: Session, pool: NodePool, request: PauseRequest): Promise<void> {
  await withPoolWorkflow(session, pool, (handle) => handle.signal(pauseSignal, request));
}

/** Says what holds it still. */
export async function resumePool(session: Session, pool: NodePool, why: string): Promise<string> {
  await withPoolWorkflow(session, pool, (handle) => handle.signal(resumeSignal, { by: session.by, why }));
  const others = (pool.status?.pauses ?? []).filter(({ source }) => source !== 'command');
  return others.map((pause) => ` Its ${pause.source} holds it still: ${pause.why}`).join('');
}

export function undoPool(session: Session, pool: NodePool, why: string, toRevision?: number): Promise<string> {
  const request = { by: session.by, why, toRevision };
  const ask = { args: [request] as [typeof request] };
  return withPoolWorkflow(session, pool, (handle) => handle.executeUpdate(undoUpdate, ask));
}

export async function showRevisions(session: Session, pool: NodePool): Promise<void> {
  const { namespace } = session;
  const labelSelector = `${POOL_UID_LABEL}=${pool.metadata.uid}`;
  const { items } = await session.cluster().list(controllerRevision, { namespace, labelSelector });
  session.print(renderDocument(session.output, listOf(items)) ?? renderRevisions(pool, items, Date.now()));
}

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered } from '../api/cluster/index.ts';
import { nodeOperation, type NodeOperation, type OperationType } from '../api/kinds/node-operation.ts';
import { CommandError, EXIT } from './exit.ts';
import { findNode } from './find-node.ts';
import { nearNames } from './near-names.ts';
import { renderDocument } from './render/document.ts';
import { isOver, renderOperation } from './render/operation.ts';
import type { Session } from './session.ts';

const LOOK_MS = 500;
const WAIT_MS = 2 * 3_600_000;

interface Wanted {
  type: OperationType;
  names: readonly string[];
  why: string;
  force?: boolean;
  atOnce?: string;
}

/** Makes the object, once every node of it was found. */
export async function makeOperation(session: Session, { type, names, why, force, atOnce }: Wanted) {
  const nodes = [...new Set(names)];
  for (const name of nodes) await findNode(session, name);
  const maxConcurrent = atOnce === undefined ? 1 : Number(atOnce);
  if (!Number.isInteger(maxConcurrent) || maxConcurrent < 1 || maxConcurrent > 64) {
    throw new CommandError(`--at-once wants a number from 1 to 64, not "${atOnce}".`, EXIT.wrongUsage);
  }
  const name = `${type.toLowerCase()}-${(nodes[0] ?? '').slice(0, 40)}-${randomBytes(3).toString('hex')}`;
  return session.cluster().create(nodeOperation, {
    metadata: { name, namespace: session.namespace },
    spec: { type, nodes, reason: why, requestedBy: session.by, force: force ?? false, maxConcurrent },
  });
}

export async function findOperation(session: Session, name: string): Promise<NodeOperation> {
  const { namespace } = session;
  const operation = await session.cluster().get(nodeOperation, { namespace, name });
  if (operation) return operation;
  const { items } = await session.cluster().list(nodeOperation, { namespace });
  const near = nearNames(
    name,
    items.map(({ metadata }) => metadata.name),
  );
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'bedplate op status shows what there is.';
  throw new CommandError(`There is no NodeOperation ${name} in namespace ${namespace}; ${hint}`, EXIT.notFound);
}

/** Until it is over, showing each change to a person. */
export async function waitForOperation(session: Session, made: NodeOperation): Promise<void> {
  const deadline = Date.now() + (session.timeoutMs ?? WAIT_MS);
  const { name } = made.metadata;
  let shown = '';
  for (let operation = made; ; operation = await look(session, operation)) {
    const text = renderOperation(operation);
    if (session.output === 'table' && text !== shown) session.print(`${text}\n`);
    shown = text;
    if (isOver(operation)) {
      const document = renderDocument(session.output, operation);
      if (document !== undefined) session.print(document);
      if (isOver(operation) === 'Complete') return;
      throw new CommandError(`Not every node of ${name} is done: bedplate op status ${name} says why.`);
    }
    if (Date.now() >= deadline) {
      throw new CommandError(`${name} is not over in time; it goes on: bedplate op status ${name}.`, EXIT.timedOut);
    }
    await sleep(LOOK_MS);
  }
}

/** An apiserver that is away for a moment does not end the waiting. */
async function look(session: Session, last: NodeOperation): Promise<NodeOperation> {
  try {
    return await findOperation(session, last.metadata.name);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    return last;
  }
}

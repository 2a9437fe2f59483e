import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered } from '../../api/cluster/index.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import type { SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { CommandError, EXIT } from '../exit.ts';
import { renderDocument } from '../render/document.ts';
import type { NodesByBucket } from '../render/rollout-nodes.ts';
import { renderRollout } from '../render/rollout.ts';
import type { Session } from '../session.ts';
import { currentTransaction } from './deployment.ts';
import { nodesUnderWay } from './nodes.ts';

const LOOK_MS = 500;
/** Nodes come from the buckets' chains, which have more to do than to answer. */
const NODES_MS = 2_000;
const FINISHED_MS = 12 * 3_600_000;

interface Seen {
  deployment: SaltDeployment;
  transaction: SaltTransaction | undefined;
  /** Of the buckets that are under way. */
  nodes?: NodesByBucket;
}

export async function showDeployment(session: Session, deployment: SaltDeployment): Promise<void> {
  show(session, draw(session, await look(session, deployment)));
}

function draw(session: Session, { deployment, transaction, nodes }: Seen): string {
  return renderDocument(session.output, deployment) ?? renderRollout(deployment, transaction, Date.now(), nodes);
}

function show(session: Session, text: string): string {
  const clear = process.stdout.isTTY && session.output === 'table' ? '\u001b[2J\u001b[H' : '';
  session.print(`${clear}${text}${process.stdout.isTTY ? '' : '\n'}`);
  return text;
}

/** Draws it at every change, and as time passes; ends when it is through, or can go no further by itself. */
export async function watchDeployment(session: Session, deployment: SaltDeployment): Promise<void> {
  const { name } = deployment.metadata;
  const deadline = Date.now() + (session.timeoutMs ?? FINISHED_MS);
  let shown = '';
  let nodes: NodesByBucket | undefined;
  let nodesAt = 0;
  for (let seen = await look(session, deployment); ; seen = await look(session, seen.deployment, seen)) {
    if (Date.now() >= nodesAt) {
      nodes = seen.transaction && (await nodesUnderWay(session, seen.transaction));
      nodesAt = Date.now() + NODES_MS;
    }
    const text = draw(session, { ...seen, nodes });
    if (text !== shown) shown = show(session, text);
    const { metadata, status } = seen.deployment;
    const isObserved = status?.observedGeneration === metadata.generation;
    if (isObserved && is(seen, 'Ready')) return;
    if (isObserved && is(seen, 'Stalled')) throw new CommandError(`${name} comes no further.`);
    if (Date.now() >= deadline) throw new CommandError(`${name} is not through in time; it goes on.`, EXIT.timedOut);
    await sleep(LOOK_MS);
  }
}

/** An apiserver that is away for a moment does not end the watching. */
async function look(session: Session, { metadata }: SaltDeployment, last?: Seen): Promise<Seen> {
  const { namespace, name } = metadata;
  try {
    const deployment = await session.cluster().get(saltDeployment, { namespace, name });
    if (!deployment) throw new CommandError(`SaltDeployment ${namespace}/${name} is gone.`, EXIT.notFound);
    return { deployment, transaction: await currentTransaction(session, deployment) };
  } catch (error) {
    if (!last || !isUnanswered(error)) throw error;
    return last;
  }
}

function is({ deployment }: Seen, wanted: string): boolean {
  return deployment.status?.conditions?.some(({ type, status }) => type === wanted && status === 'True') ?? false;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered } from '../api/cluster/index.ts';
import { type ComputeNode, computeNode } from '../api/kinds/compute-node.ts';
import { CommandError, EXIT } from './exit.ts';
import { findNode } from './find-node.ts';
import { renderDocument } from './render/document.ts';
import { renderNodeStatus } from './render/node-status.ts';
import { isReady } from './render/node-view.ts';
import { whyStuck } from './render/stuck.ts';
import type { Session } from './session.ts';

export type Goal = 'ready' | 'gone';

const LOOK_MS = 500;
const GOAL_MS = 2 * 3_600_000;

/** Shows a node at every change. Ends when the goal is reached, when the node is gone, or at the time-out. */
export async function watchNode(session: Session, name: string, goal: Goal | undefined): Promise<void> {
  const deadline = goal ? Date.now() + (session.timeoutMs ?? GOAL_MS) : Number.POSITIVE_INFINITY;
  let node: ComputeNode | undefined = await findNode(session, name);
  let shown: string | undefined;
  for (;;) {
    if (node === undefined) return gone(session, name, goal);
    if (node.metadata.resourceVersion !== shown) show(session, node);
    shown = node.metadata.resourceVersion;
    if (goal === 'ready' && isReady(node)) return;
    if (Date.now() >= deadline) throw new CommandError(timedOut(node, goal), EXIT.timedOut);
    await sleep(LOOK_MS);
    node = await look(session, node);
  }
}

/** An apiserver that is away for a moment does not end the watching: the node is as it was. */
async function look(session: Session, last: ComputeNode): Promise<ComputeNode | undefined> {
  const { namespace, name } = last.metadata;
  try {
    return await session.cluster().get(computeNode, { namespace, name });
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    return last;
  }
}

function show(session: Session, node: ComputeNode): void {
  const document = renderDocument(session.output, node);
  if (document !== undefined) return session.print(document);
  const clear = process.stdout.isTTY ? '\u001b[2J\u001b[H' : '';
  session.print(`${clear}${renderNodeStatus(node, Date.now())}${process.stdout.isTTY ? '' : '\n'}`);
}

function gone(session: Session, name: string, goal: Goal | undefined): void {
  const sentence = `ComputeNode ${session.namespace}/${name} is gone.`;
  if (goal === 'ready') throw new CommandError(sentence, EXIT.notFound);
  session.print(sentence);
}

function timedOut(node: ComputeNode, goal: Goal | undefined): string {
  const reasons = whyStuck(node);
  const why = reasons.length > 0 ? ` ${reasons.join(' ')}` : '';
  return `ComputeNode ${node.metadata.namespace}/${node.metadata.name} is not ${goal} in time.${why}`;
}

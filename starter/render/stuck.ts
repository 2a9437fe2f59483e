import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { SCHEDULER_WAKES } from '../../api/failures.ts';
import { conditionOf, isObserved, isReady, isTrue } from './node-view.ts';

/** Why a node is not where it should be, and what can be done: a sentence each, the weightiest first. */
export function whyStuck(node: ComputeNode): string[] {
  const isHeld = isTrue(node, 'DeletionHeld') || isTrue(node, 'DisruptionHeld');
  if (isReady(node) && !isHeld) return [];
  const { name } = node.metadata;
  if (conditionOf(node, 'Reconciling') === undefined && node.status?.revision === undefined) {
    return ['Bedplate has said nothing of this node yet: is the bridge running, and a worker?'];
  }
  const reasons: string[] = [];
  if (isTrue(node, 'DeletionHeld')) reasons.push(`Its deletion is held: ${messageOf(node, 'DeletionHeld')}`);
  if (isTrue(node, 'DisruptionHeld')) reasons.push(`A budget holds it: ${messageOf(node, 'DisruptionHeld')}`);
  for (const pause of node.status?.pauses ?? []) {
    const until = pause.until
      ? `until ${pause.until}`
      : pause.source === 'command'
        ? `until bedplate resume ${name} --why …`
        : '';
    reasons.push(sentence(`${pause.by} paused it (${pause.source}): ${pause.why}`, until));
  }
  if (isTrue(node, 'CleanupIncomplete')) {
    reasons.push(`Something outside could not be undone: ${messageOf(node, 'CleanupIncomplete')}`);
  }
  if (isTrue(node, 'Stalled')) reasons.push(`It can't go on: ${messageOf(node, 'Stalled')}`, goesOnWhen(node));
  for (const step of node.status?.steps ?? []) {
    if (step.state !== 'Retrying') continue;
    reasons.push(
      `${step.name} is tried again by itself (try ${step.attempts ?? 1}): ${step.message || 'no reason given'}`,
    );
  }
  if (!isObserved(node)) reasons.push('Its spec was changed after this status was written.');
  return reasons;
}

function goesOnWhen({ metadata, status }: ComputeNode): string {
  const waitsFor = status?.waitsFor ?? [];
  const awaited = waitsFor.map(({ kind, name }) => (name === '*' ? `any ${kind}` : `${kind} ${name}`));
  const byHand = `bedplate retry ${metadata.name} asks it to try now`;
  if (awaited.length === 0) return `It goes on by itself at the next look; ${byHand}.`;
  if (waitsFor.some(({ kind }) => kind === SCHEDULER_WAKES.kind)) {
    return `It goes on by itself as soon as the scheduler has an asset for it; ${byHand}.`;
  }
  return `It goes on by itself when ${awaited.join(' or ')} changes; ${byHand}.`;
}

function messageOf(
  node: ComputeNode,
  type: 'DeletionHeld' | 'DisruptionHeld' | 'CleanupIncomplete' | 'Stalled',
): string {
  const condition = conditionOf(node, type);
  return condition?.message || condition?.reason || 'no reason given';
}

function sentence(text: string, addition: string): string {
  return addition === '' ? text : `${text}, ${addition}`;
}

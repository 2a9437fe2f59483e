import { type Acts, revisionToKeep } from './acts.ts';
import { type Census, isReady } from './census.ts';
import type { PoolView } from './view.ts';

const NAMED = 3;

/** "a, b, c and 4 more". */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

export function nodesInWords(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

/** What has to happen before the pool is as wanted; empty when nothing has. */
export function waitingFor({ members, leaving }: Census): string {
  const sentences: string[] = [];
  const waiting = members.filter((member) => !isReady(member));
  const stuck = waiting.flatMap(({ name, health }) => (health.state === 'Stalled' ? { name, why: health.why } : []));
  for (const { name, why } of stuck.slice(0, NAMED)) sentences.push(`${name} is stuck: ${why.replace(/\.$/, '')}.`);
  if (stuck.length > NAMED) sentences.push(`${stuck.length - NAMED} more ${are(stuck.slice(NAMED))} stuck.`);
  const others = waiting.filter(({ health }) => health.state !== 'Stalled').map(({ name }) => name);
  if (others.length > 0) sentences.push(`${namesInWords(others)} ${are(others)} not Ready yet.`);
  const held = leaving.flatMap((one) => (one.held ? one.name : []));
  if (held.length > 0) sentences.push(`${namesInWords(held)}: deletion held until somebody confirms it.`);
  const going = leaving.flatMap((one) => (one.held ? [] : one.name));
  if (going.length > 0) sentences.push(`${namesInWords(going)} ${are(going)} being deleted.`);
  return sentences.join(' ');
}

function are(names: readonly unknown[]): string {
  return names.length === 1 ? 'is' : 'are';
}

/** What is done and why, a sentence for each reason. */
export function notesOf(view: PoolView, { releases, adopts, deletes, creates }: Acts): string[] {
  const { pool, target } = view;
  const aims = {
    ScaleDown: `, as ${pool.replicas} are wanted`,
    Rollout: `, to be replaced by revision ${target.number}`,
    PoolDeleted: '',
  };
  return [
    ...sentences(releases, 'gives up', ({ why }) => ` (${why})`),
    ...sentences(adopts, 'adopts', () => " (selected, and nobody's)"),
    ...sentences(deletes, 'deletes', ({ reason, why }) => `${aims[reason]} (${why})`),
    ...sentences(creates, 'creates', ({ revision }) => {
      return ` of revision ${(revision === target.hash ? target : revisionToKeep(view)).number}`;
    }),
  ];
}

function sentences<Act extends { name: string }>(
  acts: readonly Act[],
  verb: string,
  because: (act: Act) => string,
): string[] {
  const names = new Map<string, string[]>();
  for (const act of acts) names.set(because(act), [...(names.get(because(act)) ?? []), act.name]);
  return [...names].map(([words, some]) => `${verb} ${namesInWords(some)}${words}`);
}

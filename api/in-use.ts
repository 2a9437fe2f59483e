import { IN_USE_CONDITION } from './conditions.ts';
import { IN_USE_FINALIZER } from './groups.ts';
import type { Resource } from './kinds/kind.ts';

/** What is done about an object's finalizer and its InUse condition. */
export type Hold =
  /** Nothing keeps it, or the finalizer stands there as it should. */
  | { kind: 'none' }
  | { kind: 'take' | 'let-go'; finalizers: string[] }
  /** Its deletion was asked for, and it is kept. `message` lists the users. */
  | { kind: 'keep'; message: string };

/** Whether an object gets the finalizer. Nobody uses a Route. */
export type Taken = 'always' | 'never';

const SHOWN = 3;

/**
 * What is in use can't go: a deletion waits until its last user has gone, or names another. Who refers to the object is
 * asked only where it matters: a zone may have a hundred thousand of them.
 */
export function holdOf({ metadata }: Resource, referrers: () => readonly Resource[], taken: Taken): Hold {
  const { finalizers = [], deletionTimestamp } = metadata;
  const isHeld = finalizers.includes(IN_USE_FINALIZER);
  if (deletionTimestamp === undefined) {
    if (isHeld || taken === 'never') return { kind: 'none' };
    return { kind: 'take', finalizers: [...finalizers, IN_USE_FINALIZER] };
  }
  if (!isHeld) return { kind: 'none' };
  const users = referrers().filter((referrer) => cameInTime(referrer, deletionTimestamp));
  if (users.length > 0) return { kind: 'keep', message: wordsFor(users) };
  return { kind: 'let-go', finalizers: finalizers.filter((finalizer) => finalizer !== IN_USE_FINALIZER) };
}

export function inUseCondition(message: string) {
  return { type: IN_USE_CONDITION, status: 'True', reason: 'InUse', message } as const;
}

const WISHES: readonly string[] = ['ComputeNode', 'NodePool'];

/** A node that is wished for after the deletion is given nothing of the object, so the object doesn't wait for it. */
function cameInTime({ kind, metadata }: Resource, deletionTimestamp: string): boolean {
  if (!WISHES.includes(kind)) return true;
  return Date.parse(metadata.creationTimestamp ?? '') <= Date.parse(deletionTimestamp);
}

/** `2 ComputeAssets (r1-a01, r1-a02) and 1 Switch (r1-switch) use it: …` */
function wordsFor(users: readonly Resource[]): string {
  const names = new Map<string, string[]>();
  for (const { kind, metadata } of users) {
    const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    names.set(kind, [...(names.get(kind) ?? []), name]);
  }
  const groups = [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, of]) => `${plural(kind, of.length)} (${first(of)})`);
  const uses = users.length === 1 ? 'uses' : 'use';
  return `${groups.join(' and ')} ${uses} it: it goes by itself when they have gone, or name another.`;
}

function plural(kind: string, count: number): string {
  if (count === 1) return `1 ${kind}`;
  return `${count} ${kind}${/(s|ch)$/.test(kind) ? 'es' : 's'}`;
}

function first(names: readonly string[]): string {
  const shown = [...names].sort().slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

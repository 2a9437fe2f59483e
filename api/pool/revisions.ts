import { canonical, digest } from './digest.ts';
import type { RevisionRef } from './view.ts';

/** A template that a pool has, or had. */
export interface PoolRevision<Template = unknown> extends RevisionRef {
  readonly template: Template;
  readonly createdAt: number;
}

/** An earlier revision that somebody asked for. It ends by itself when the spec's template changes. */
export interface Undo {
  readonly hash: string;
  /** Hash of the spec's template when it was asked for. */
  readonly against: string;
}

export function revisionHash(template: unknown): string {
  return digest(canonical(template), 10);
}

/**
 * The revisions with the spec's template as the newest: one that comes back gets a new number, as in a Deployment.
 * Beyond `limit` the oldest go that nobody uses.
 */
export function recordRevision<Template>(
  known: readonly PoolRevision<Template>[],
  { hash, template }: Pick<PoolRevision<Template>, 'hash' | 'template'>,
  { limit, used, now }: { limit: number; used: ReadonlySet<string>; now: number },
): PoolRevision<Template>[] {
  const sorted = [...known].sort((a, b) => a.number - b.number);
  const newest = sorted.at(-1);
  const current: PoolRevision<Template> =
    newest?.hash === hash ? newest : { number: (newest?.number ?? 0) + 1, hash, template, createdAt: now };
  const earlier = sorted.filter((revision) => revision.hash !== hash);
  const unused = earlier.filter((revision) => !used.has(revision.hash));
  const forgotten = new Set(unused.slice(0, Math.max(0, earlier.length - limit)));
  return [...earlier.filter((revision) => !forgotten.has(revision)), current];
}

/** What the nodes are to become: the spec's template, which is the newest, or the revision of an undo that still holds. */
export function targetOf<Revision extends RevisionRef>(
  revisions: readonly Revision[],
  undo: Undo | undefined,
): Revision {
  const newest = revisions.reduce((a, b) => (a.number > b.number ? a : b));
  if (undo?.against !== newest.hash) return newest;
  return revisions.find(({ hash }) => hash === undo.hash) ?? newest;
}

export type UndoAnswer<Revision> =
  { readonly found: true; readonly revision: Revision } | { readonly found: false; readonly why: string };

/** The revision to go back to: the one with that number, else the one before the present target. */
export function revisionToUndo<Revision extends RevisionRef>(
  revisions: readonly Revision[],
  target: RevisionRef,
  to: number | undefined,
): UndoAnswer<Revision> {
  const numbers = revisions.map(({ number }) => number).sort((a, b) => a - b);
  const wanted = to ?? numbers.filter((number) => number < target.number).at(-1);
  if (wanted === undefined) return { found: false, why: `There is no revision before ${target.number}.` };
  const revision = revisions.find(({ number }) => number === wanted);
  if (!revision) return { found: false, why: `There is no revision ${wanted}; there are ${numbers.join(', ')}.` };
  if (revision.hash === target.hash) return { found: false, why: `The pool is at revision ${wanted} already.` };
  return { found: true, revision };
}

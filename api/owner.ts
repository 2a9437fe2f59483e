import type { WaitsFor } from './failures.ts';

/**
 * The mark on everything that Bedplate makes outside (decision 5): whose it is, and from which install.
 * `uid` decides: a thing is adopted, changed or deleted only when its uid is ours.
 */
export interface Owner {
  readonly uid: string;
  readonly installId: string;
  readonly namespace: string;
  readonly name: string;
}

/** The mark as one line of text: `bedplate/<namespace>/<name>/<uid>/<installId>`. */
export function formatOwner(owner: Owner): string {
  return ['bedplate', owner.namespace, owner.name, owner.uid, owner.installId].join('/');
}

/** Reads a mark back; undefined when the text is not one, which means: not ours. */
export function parseOwner(text: string | null | undefined): Owner | undefined {
  const match = /^bedplate\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)$/.exec(text ?? '');
  if (!match) return undefined;
  const [, namespace = '', name = '', uid = '', installId = ''] = match;
  return { namespace, name, uid, installId };
}

/** How a foreign thing's owner is shown in a Conflict. */
export function describeOwner(text: string | null | undefined): string {
  const owner = parseOwner(text);
  if (owner) return `ComputeNode ${owner.namespace}/${owner.name} (uid ${owner.uid})`;
  return text ? `"${text}"` : 'nobody that Bedplate knows of';
}

/** What a Conflict with that owner waits for: a node that goes takes its things with it. */
export function waitsForOwner(text: string | null | undefined): WaitsFor[] {
  const owner = parseOwner(text);
  return owner ? [{ kind: 'ComputeNode', name: owner.name }] : [];
}

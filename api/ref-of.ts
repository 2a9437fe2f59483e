import type { ObjectMeta } from './kinds/kind.ts';

/** One object, and no other of its name. */
export function refOf({ metadata }: { metadata: ObjectMeta }): { namespace: string; name: string; uid: string } {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' };
}

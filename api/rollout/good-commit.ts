import { GOOD_COMMIT_ANNOTATION } from '../groups.ts';
import type { ObjectMeta } from '../kinds/kind.ts';

/*
 * Which commit a deployment succeeded at stands on it, for those that depend on it: its status may be wiped, or be of an
 * earlier day. The uid tells a copy of the object from the object.
 */

export function goodCommitMark({ uid = '' }: ObjectMeta, commit: string): Record<string, string> {
  return { [GOOD_COMMIT_ANNOTATION]: `${commit}/${uid}` };
}

export function goodCommitOf({ annotations, uid }: ObjectMeta): string | undefined {
  const [commit, of] = annotations?.[GOOD_COMMIT_ANNOTATION]?.split('/') ?? [];
  return of !== undefined && of === uid ? commit : undefined;
}

import { eachAtOnce } from '../../api/at-once.ts';
import { type ClusterClient, ClusterError, isAlreadyExists, isConflict } from '../../api/cluster/index.ts';
import type { Change } from './change.ts';

const AT_ONCE = 10;

export interface Written {
  created: number;
  updated: number;
  /** What was not written, and why. */
  failed: string[];
}

/** Makes what is missing and, with `update`, takes the inventory's word where that is safe. One failure stops no other. */
export async function applyChanges(
  client: ClusterClient,
  changes: readonly Change[],
  update: boolean,
): Promise<Written> {
  const written: Written = { created: 0, updated: 0, failed: [] };
  async function write(change: Change): Promise<void> {
    const { kind, name } = change;
    try {
      if (change.action === 'create') {
        await client.create(kind, change.object as never);
        written.created += 1;
      } else if (change.action === 'drift' && change.patch && update) {
        const { resourceVersion } = change;
        await client.mergePatch(kind, { name }, change.patch, { ...(resourceVersion && { resourceVersion }) });
        written.updated += 1;
      }
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      const raced = isAlreadyExists(error) || isConflict(error);
      written.failed.push(`${kind.kind} ${name}: ${raced ? 'somebody wrote it meanwhile; look again' : error.message}`);
    }
  }
  // What others name is made before them: one kind after the other.
  for (const kind of new Set(changes.map((change) => change.kind))) {
    const ofKind = changes.filter((change) => change.kind === kind);
    await eachAtOnce(ofKind, AT_ONCE, write);
  }
  written.failed.sort();
  return written;
}

import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { World } from './world.ts';

/** Every status.revision that the apiserver ever showed of each node, in its own order. */
export interface Revisions {
  of(name: string): readonly number[];
  /** Every node whose revision ever decreased, and how: empty when newer status was never overwritten. */
  decreases(): string[];
  readonly events: number;
  stop(): void;
}

export async function watchRevisions({ cluster }: World): Promise<Revisions> {
  const shown = new Map<string, number[]>();
  const stopped = new AbortController();
  let events = 0;
  let broken: unknown;
  const { resourceVersion, items } = await cluster.list(computeNode);
  for (const node of items) take(node);
  const watch = await cluster.watch(computeNode, { resourceVersion, timeoutSeconds: 600, signal: stopped.signal });

  function take({ metadata, status }: ComputeNode): void {
    const { revision } = status;
    if (revision === undefined) return;
    shown.set(metadata.name, [...(shown.get(metadata.name) ?? []), revision]);
  }
  async function follow(): Promise<void> {
    for await (const event of watch) {
      if (event.type === 'ADDED' || event.type === 'MODIFIED') {
        events += 1;
        take(event.object);
      }
    }
  }
  follow().catch((error: unknown) => (broken = error));

  return {
    of: (name) => shown.get(name) ?? [],
    decreases() {
      if (broken !== undefined && !stopped.signal.aborted) throw broken as Error;
      return [...shown].flatMap(([name, revisions]) =>
        revisions.flatMap((revision, i) =>
          revision < (revisions[i - 1] ?? 0) ? [`${name}: ${revision} after ${revisions[i - 1]}`] : [],
        ),
      );
    },
    get events() {
      return events;
    },
    stop: () => stopped.abort(),
  };
}

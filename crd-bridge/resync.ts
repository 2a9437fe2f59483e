import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '../api/kinds/kind.ts';
import type { Said } from './act/said.ts';
import { bridgedKinds } from './kinds/index.ts';
import { isBegun } from './plan.ts';
import type { Workflows } from './temporal/workflows.ts';

export interface ResyncOptions {
  seconds: number;
  /** Throws when the apiserver is not the one that we know: nothing is said of its objects then. */
  verifyCluster: () => Promise<void>;
  /** All that is known of one kind, by its name. */
  objects: (kind: string) => readonly Resource[];
  workflows: () => Workflows | undefined;
  said: Said;
  missingWorkflows: Set<string>;
  /** Puts every object that the bridge decides on into the queues. */
  lookAtAll: () => void;
  lookAt: (object: Resource) => void;
  /** Sees to open workflows whose node is not there. */
  lookForLost: (open: ReadonlySet<string>) => Promise<void>;
  onError: (error: unknown) => void;
}

/** Looks at everything from time to time: what a lost event, a lost signal or a lost workflow left undone. */
export interface Resync {
  /** Looks now rather than at the next turn. */
  now(): void;
  stop(): void;
}

export function startResync(options: ResyncOptions): Resync {
  const stopped = new AbortController();
  let hurry = new AbortController();

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      hurry = new AbortController();
      await resync(options).catch(options.onError);
      // Jitter: two bridges that were started together need not look together.
      const ms = options.seconds * 1000 * (0.9 + Math.random() / 5);
      await sleep(ms, undefined, { signal: AbortSignal.any([stopped.signal, hurry.signal]) }).catch(() => undefined);
    }
  }

  void run();
  return { now: () => hurry.abort(), stop: () => stopped.abort() };
}

/** One look. One paged list of open workflows, whatever the number of nodes. */
export async function resync(options: ResyncOptions): Promise<void> {
  const { verifyCluster, workflows, said, missingWorkflows, lookAtAll, lookAt, lookForLost } = options;
  await verifyCluster();
  said.clear();
  lookAtAll();
  const temporal = workflows();
  if (!temporal) return;
  const before = begun(options);
  const open = await temporal.openIds();
  missingWorkflows.clear();
  for (const { object, workflowId } of before) {
    const uid = object.metadata.uid ?? '';
    // A workflow that was told something since may be too young for the list.
    if (open.has(workflowId) || said.of(uid)) continue;
    missingWorkflows.add(uid);
    lookAt(object);
  }
  await lookForLost(open);
}

/** Objects whose workflow should be open. */
function begun({ objects }: ResyncOptions): { object: Resource; workflowId: string }[] {
  return bridgedKinds.flatMap(({ kind, chain }) => {
    if (!chain) return [];
    const all = objects(kind.kind).filter((object) => isBegun(chain, object));
    return all.map((object) => ({ object, workflowId: chain.workflowId(object) }));
  });
}

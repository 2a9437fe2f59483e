import { objectKey, type ObjectRef } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { createWorkQueue } from '../queue/work-queue.ts';
import type { Workflows } from '../temporal/workflows.ts';

export interface WakerOptions {
  node: (ref: ObjectRef) => ComputeNode | undefined;
  workflows: () => Workflows | undefined;
  onError: (key: string, error: unknown) => void;
  /** Milliseconds in which the causes of one wake are collected, default 100. */
  collectMs?: number;
  concurrency?: number;
}

/** Tells waiting nodes that something changed: at most once in `collectMs` each, with the first few causes. */
export interface Waker {
  wake(node: ComputeNode, why: string): void;
  /** Nodes to be woken. */
  depth(): number;
  stop(): Promise<void>;
}

const SHOWN_CAUSES = 3;

export function createWaker({ node, workflows, onError, collectMs = 100, concurrency = 16 }: WakerOptions): Waker {
  const causes = new Map<string, Set<string>>();
  const queue = createWorkQueue({ concurrency, work, onError, backoffMs: { first: 500, max: 10_000 } });

  async function work(key: string): Promise<void> {
    const [namespace = '', name = ''] = key.split('/');
    const why = [...(causes.get(key) ?? [])];
    causes.delete(key);
    const target = node({ namespace, name });
    if (!target || why.length === 0) return;
    try {
      const temporal = workflows();
      if (!temporal) throw new Error('Temporal was not reached yet');
      await temporal.wake(target, wording(why));
    } catch (error) {
      causes.set(key, new Set([...why, ...(causes.get(key) ?? [])]));
      throw error;
    }
  }

  return {
    wake(target, why) {
      const key = objectKey(target.metadata);
      causes.set(key, (causes.get(key) ?? new Set()).add(why));
      queue.add(key, collectMs);
    },
    depth: queue.depth,
    stop: () => queue.stop(),
  };
}

function wording(causes: readonly string[]): string {
  const shown = causes.slice(0, SHOWN_CAUSES).join('; ');
  return causes.length > SHOWN_CAUSES ? `${shown}; and ${causes.length - SHOWN_CAUSES} more` : shown;
}

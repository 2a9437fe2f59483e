import { type ClusterClient, startReflector } from '../../api/cluster/index.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';

/** The ComputeNodes as the apiserver shows them. */
export interface NodeWatch {
  readonly synced: Promise<void>;
  list(): ComputeNode[];
  get(name: string): ComputeNode | undefined;
  /** Resolves at the very change that makes it true. Throws, with `what` it was, after `withinMs` or once aborted. */
  until(what: () => string, withinMs: number, holds: () => boolean, abort: AbortSignal): Promise<void>;
  stop(): void;
}

export const NAMESPACE = 'default';

export function createNodeWatch(client: ClusterClient): NodeWatch {
  const listeners = new Set<() => void>();
  const reflector = startReflector({
    client,
    kind: computeNode,
    onChange: () => listeners.forEach((listener) => listener()),
  });
  return {
    synced: reflector.synced,
    list: () => reflector.store.list(),
    get: (name) => reflector.store.get({ namespace: NAMESPACE, name }),
    async until(what, withinMs, holds, abort) {
      abort.throwIfAborted();
      if (holds()) return;
      await new Promise<void>((resolve, reject) => {
        const end = (error?: Error) => {
          listeners.delete(listener);
          clearTimeout(timer);
          abort.removeEventListener('abort', aborted);
          if (error) reject(error);
          else resolve();
        };
        const listener = () => {
          if (holds()) end();
        };
        const aborted = () => end(new Error('The benchmark was given up.'));
        const timer = setTimeout(() => end(new Error(`Waited ${withinMs / 1000} s in vain: ${what()}`)), withinMs);
        listeners.add(listener);
        abort.addEventListener('abort', aborted, { once: true });
      });
    },
    stop: () => reflector.stop(),
  };
}

export function isReady({ status }: ComputeNode): boolean {
  return (status.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

/** What a node that is not Ready says of itself. */
export function whyNotReady({ metadata, status }: ComputeNode): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  return `${metadata.name} is not Ready (${ready ? `${ready.reason}: ${ready.message}` : 'it says nothing'})`;
}

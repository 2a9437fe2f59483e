import type { ClusterClient } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { NodeEvent } from './events-for.ts';

export interface EventOptions {
  client: Pick<ClusterClient, 'createEvent'>;
  /** The process's name. */
  by: string;
  onError: (node: ComputeNode, error: unknown) => void;
}

/** Says events beside the work: one that can't be written is lost, and nothing waits for it. */
export function createEventSayer({ client, by, onError }: EventOptions) {
  return function say(node: ComputeNode, events: readonly NodeEvent[]): void {
    for (const event of events) {
      client.createEvent({ about: node, by, ...event }).catch((error: unknown) => onError(node, error));
    }
  };
}

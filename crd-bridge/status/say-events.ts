import type { ClusterClient } from '../../api/cluster/index.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { ObjectEvent } from './object-event.ts';

export interface EventOptions {
  client: Pick<ClusterClient, 'createEvent'>;
  /** The process's name. */
  by: string;
  onError: (about: Resource, error: unknown) => void;
}

/** Says events beside the work: one that can't be written is lost, and nothing waits for it. */
export function createEventSayer({ client, by, onError }: EventOptions) {
  return function say(about: Resource, events: readonly ObjectEvent[]): void {
    for (const event of events) {
      client.createEvent({ about, by, ...event }).catch((error: unknown) => onError(about, error));
    }
  };
}

import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { FleetEvent } from '../fleet-event.ts';

/** A node that found no asset. */
export interface Waiting {
  readonly node: ComputeNode;
  /** What may change that. */
  readonly helpedBy: ReadonlySet<FleetEvent>;
}

/** Nodes that found no asset, and which of them are to be looked at again. */
export interface WaitingList {
  /** Adds it, or what is known of it now. */
  put(waiting: Waiting): void;
  drop(uid: string): void;
  get(uid: string): Waiting | undefined;
  /** What changed in the fleet: those whom it may help are due. */
  note(event: FleetEvent): void;
  /** It is due whatever changed. */
  makeDue(uid: string): void;
  hasDue(): boolean;
  /** The oldest first: who waits long is not passed over by whoever comes. */
  due(): ComputeNode[];
  /** It was looked at, in vain. */
  settle(uid: string, helpedBy: ReadonlySet<FleetEvent>): void;
  clear(): void;
  readonly size: number;
}

export function createWaitingList(): WaitingList {
  const waiting = new Map<string, Waiting>();
  const due = new Set<string>();

  return {
    put: (one) => void waiting.set(uidOf(one.node), one),
    drop(uid) {
      waiting.delete(uid);
      due.delete(uid);
    },
    get: (uid) => waiting.get(uid),
    note(event) {
      for (const [uid, { helpedBy }] of waiting) if (helpedBy.has(event)) due.add(uid);
    },
    makeDue(uid) {
      if (waiting.has(uid)) due.add(uid);
    },
    hasDue: () => due.size > 0,
    due: () => [...due].flatMap((uid) => waiting.get(uid)?.node ?? []).sort(byAge),
    settle(uid, helpedBy) {
      due.delete(uid);
      const known = waiting.get(uid);
      if (known) waiting.set(uid, { ...known, helpedBy });
    },
    clear() {
      waiting.clear();
      due.clear();
    },
    get size() {
      return waiting.size;
    },
  };
}

export function uidOf({ metadata }: ComputeNode): string {
  return metadata.uid ?? '';
}

function byAge(a: ComputeNode, b: ComputeNode): number {
  const [left, right] = [ageOf(a), ageOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function ageOf({ metadata: { creationTimestamp = '', namespace, name } }: ComputeNode): string {
  return `${creationTimestamp} ${namespace} ${name}`;
}

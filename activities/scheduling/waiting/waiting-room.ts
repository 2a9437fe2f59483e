import type { StoreChange } from '../../../api/cluster/index.ts';
import { SCHEDULER_WAKES } from '../../../api/failures.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { choosePlace } from '../choose-plan.ts';
import { eventsOf, FLEET_EVENTS, type FleetChange, type FleetEvent } from '../fleet-event.ts';
import type { FleetView } from '../fleet-view.ts';
import { placedBesides } from '../placed-besides.ts';
import { lookAgain } from './look-again.ts';
import { createWaitingList, uidOf } from './waiting-list.ts';

export interface WaitingRoomOptions {
  /** The fleet, with what is being claimed just now. */
  view: FleetView;
  nodes: () => Iterable<ComputeNode>;
  /** Has the node try again. */
  wake: (node: ComputeNode, why: string) => Promise<void>;
  onError: (error: unknown) => void;
  times?: Partial<RoomTimes>;
}

/** Milliseconds. */
export interface RoomTimes {
  /** In which changes are collected. */
  collect: number;
  /** For which the asset of a woken node is kept from the others that wait. */
  reserve: number;
  /** For which nothing else is done, at most. */
  turn: number;
}

const TIMES: RoomTimes = { collect: 100, reserve: 10_000, turn: 10 };
/** So many try at a time. */
const MOST_WOKEN = 20;

/**
 * Where nodes wait that found no asset. When something changes that may help some of them, the choice is made again in
 * memory, and only those are woken that would get an asset now: a hundred that wait for one asset are one attempt.
 */
export interface WaitingRoom {
  /** It found no asset; `helpedBy` may change that. */
  enter(node: ComputeNode, helpedBy: ReadonlySet<FleetEvent>): void;
  /** It tries. */
  leave(uid: string): void;
  see(change: FleetChange): void;
  /** From here on those who wait are looked after, first of all those whose status says that they do. */
  open(): void;
  close(): void;
  readonly size: number;
}

export function createWaitingRoom({ view, nodes, wake, onError, times: given }: WaitingRoomOptions): WaitingRoom {
  const times = { ...TIMES, ...given };
  const list = createWaitingList();
  const besides = placedBesides(view);
  const woken = new Map<string, { asset: string; timer: NodeJS.Timeout }>();
  // Who tried or was woken since the room was opened: of them more is known than their status says.
  const met = new Set<string>();
  let isOpen = false;
  let timer: NodeJS.Timeout | undefined;

  function lookSoon(ms = times.collect): void {
    if (isOpen && list.hasDue()) timer ??= setTimeout(look, ms);
  }

  function look(): void {
    timer = undefined;
    const deadline = performance.now() + times.turn;
    for (const verdict of lookAgain(list.due(), (node) => choosePlace(node, besides.view))) {
      if (verdict.kind === 'refused') list.settle(uidOf(verdict.node), verdict.helpedBy);
      else call(verdict.node, verdict.asset);
      // The others' turn comes when one of these has tried, or can't.
      if (woken.size >= MOST_WOKEN) return;
      if (performance.now() > deadline) return lookSoon(0);
    }
  }

  /** Its asset is kept for it in this room only: who comes new may be faster. */
  function call(node: ComputeNode, asset: string): void {
    const uid = uidOf(node);
    list.drop(uid);
    met.add(uid);
    besides.put(asset, node);
    woken.set(uid, { asset, timer: setTimeout(() => letGo(uid), times.reserve) });
    wake(node, `asset ${asset} may do now`).catch((error: unknown) => {
      onError(error);
      wait(node, ALL_EVENTS);
      list.makeDue(uid);
      lookSoon(times.reserve);
    });
  }

  /** What was kept for it may be another's. */
  function letGo(uid: string): void {
    const known = woken.get(uid);
    if (!known) return;
    clearTimeout(known.timer);
    woken.delete(uid);
    besides.drop(known.asset);
    list.note('claim-ended');
    lookSoon();
  }

  function wait(node: ComputeNode, helpedBy: ReadonlySet<FleetEvent>): void {
    leave(uidOf(node));
    list.put({ node, helpedBy });
  }

  function leave(uid: string): void {
    list.drop(uid);
    letGo(uid);
  }

  function seeNode(change: StoreChange<ComputeNode>): void {
    const { object } = change;
    const uid = uidOf(object);
    if (change.type === 'delete' || object.metadata.deletionTimestamp) {
      met.delete(uid);
      return leave(uid);
    }
    const known = list.get(uid);
    if (known && (met.has(uid) || saysThatItWaits(object))) {
      list.put({ ...known, node: object });
      if (eventsOf({ kind: 'ComputeNode', change }).length > 0) list.makeDue(uid);
    } else if (known) list.drop(uid);
    // One that the last scheduler sent away while its status was on its way.
    else if (!met.has(uid) && saysThatItWaits(object)) seed(object);
  }

  function seed(node: ComputeNode): void {
    list.put({ node, helpedBy: ALL_EVENTS });
    list.makeDue(uidOf(node));
  }

  return {
    enter(node, helpedBy) {
      if (isOpen) wait(node, helpedBy);
    },
    leave(uid) {
      met.add(uid);
      leave(uid);
    },
    see(seen) {
      if (!isOpen) return;
      if (seen.kind === 'ComputeNode') seeNode(seen.change);
      for (const event of eventsOf(seen)) list.note(event);
      lookSoon();
    },
    open() {
      isOpen = true;
      for (const node of nodes()) if (saysThatItWaits(node)) seed(node);
      lookSoon(0);
    },
    close() {
      isOpen = false;
      clearTimeout(timer);
      timer = undefined;
      list.clear();
      for (const uid of [...woken.keys()]) letGo(uid);
      met.clear();
    },
    get size() {
      return list.size;
    },
  };
}

const ALL_EVENTS: ReadonlySet<FleetEvent> = new Set(FLEET_EVENTS);

function saysThatItWaits({ metadata, status }: ComputeNode): boolean {
  if (metadata.deletionTimestamp) return false;
  return (status.waitsFor ?? []).some(({ kind }) => kind === SCHEDULER_WAKES.kind);
}

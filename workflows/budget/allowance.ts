import type { AskLeave, Disruption, GiveLeaveBack, LeaveAnswer, Refusal } from '../../api/disruption-budget.ts';

/** Carried from run to run, so it is kept small. Times are milliseconds since the epoch. */
export interface Allowance {
  leaves: Leave[];
  /** Those of one domain go in the order of `turn`. */
  waiting: Waiter[];
}

interface Entry {
  uid: string;
  node: string;
  holder: string;
  operation: Disruption;
  why: string;
  /** Whether the machine serves, by the word of the holder. */
  up?: boolean;
  overruledBy?: string;
  until: number;
}

export interface Leave extends Entry {
  since: number;
  /** Kept for the one whose turn it is, until it comes for it. */
  reserved?: true;
  /** Given back while its machine was still down. */
  ended?: true;
}

export interface Waiter extends Entry {
  since: number;
  turn: number;
}

/** What a look at the budget and at its nodes found. */
export interface Seen {
  operations: readonly Disruption[];
  /** Those that hold or wait, and are still there and selected: where they stand, and whether they serve. */
  nodes: Record<string, { domain: string; up: boolean }>;
  /** `down`: unavailable, and none of those above. */
  domains: Record<string, { total: number; limit: number; down: number }>;
}

export interface Settled {
  allowance: Allowance;
  /** Whose turn has come. */
  called: { uid: string; holder: string }[];
}

/** So long a leave is good without a word of its holder. */
export const LEAVE_MS = 900_000;
/** A chain that is woken comes within seconds. */
export const RESERVED_MS = 60_000;
/** Who waits asks again every five minutes; after so long without a word it waits no more. */
export const WAITING_MS = 900_000;
/** By then the status of a machine that was left down says so. */
export const ENDED_MS = 60_000;
/** Who comes when so many wait is not remembered, and comes again. */
export const MOST_WAITING = 1_000;

export function noLeave(): Allowance {
  return { leaves: [], waiting: [] };
}

/** Puts a question in its place. Asked twice it is the same leave, or the same place, and both last longer. */
export function ask(before: Allowance, request: AskLeave, now: number): Allowance {
  const { holder, operation, why, since, overruledBy } = request;
  const leaves = [...before.leaves];
  const waiting = [...before.waiting];
  // A later question of somebody who waits is no better off than the earlier one.
  const turn = Math.max(since, ...waiting.filter((waiter) => waiter.holder === holder).map((waiter) => waiter.turn));
  for (const { uid, name, up } of request.nodes) {
    const isIt = (entry: Entry) => entry.uid === uid && entry.holder === holder;
    const about = { uid, node: name, holder, operation, why, up, overruledBy };
    const leave = leaves.find(isIt);
    const place = waiting.find(isIt);
    if (leave) {
      leaves[leaves.indexOf(leave)] = { ...about, since: leave.since, until: now + LEAVE_MS };
    } else if (place) {
      waiting[waiting.indexOf(place)] = { ...place, ...about, until: now + WAITING_MS };
    } else if (waiting.length < MOST_WAITING || overruledBy) {
      waiting.push({ ...about, since, turn, until: now + WAITING_MS });
    }
  }
  return { leaves, waiting };
}

/** They are answered at once, so nothing is to be kept for them. */
export function confirm(before: Allowance, { holder, nodes }: AskLeave, now: number): Allowance {
  const asked = new Set(nodes.map(({ uid }) => uid));
  const leaves = before.leaves.map((leave) => {
    if (!leave.reserved || leave.holder !== holder || !asked.has(leave.uid)) return leave;
    const { reserved: _, ...confirmed } = leave;
    return { ...confirmed, until: now + LEAVE_MS };
  });
  return { ...before, leaves };
}

/** A machine that is left down is counted a while longer: until its status says so itself. */
export function giveBack({ leaves, waiting }: Allowance, { holder, nodes }: GiveLeaveBack, now: number): Allowance {
  const back = new Map(nodes.map(({ uid, up }) => [uid, up]));
  const isBack = (entry: Entry) => entry.holder === holder && back.has(entry.uid);
  return {
    waiting: waiting.filter((waiter) => !isBack(waiter)),
    leaves: leaves.flatMap((leave) => {
      if (!isBack(leave)) return [leave];
      return back.get(leave.uid) ? [] : [{ ...leave, ended: true as const, until: now + ENDED_MS }];
    }),
  };
}

/** Without those whose time is over. To be called before a look: what is not known here is counted by its status alone. */
export function prune({ leaves, waiting }: Allowance, now: number): Allowance {
  return {
    leaves: leaves.filter(({ ended, until }) => !ended || until > now),
    waiting: waiting.filter(({ until }) => until > now),
  };
}

/** Gives leave to those who wait longest, as far as what is seen allows; what is not there any more is forgotten. */
export function settle(before: Allowance, seen: Seen | undefined, now: number): Settled {
  if (!seen) return { allowance: noLeave(), called: before.waiting };
  const isThere = ({ uid }: Entry) => uid in seen.nodes;
  const called = before.waiting.filter((waiter) => !isThere(waiter));
  let allowance: Allowance = {
    leaves: before.leaves.filter(isThere),
    waiting: before.waiting.filter(isThere).sort(byTurn),
  };
  for (let next = nextOf(allowance, seen); next; next = nextOf(allowance, seen)) {
    const { turn: _, ...entry } = next;
    called.push(next);
    const leave: Leave = { ...entry, since: now, until: now + RESERVED_MS, reserved: true };
    const isAsked = seen.operations.includes(next.operation);
    allowance = {
      leaves: isAsked ? [...allowance.leaves, leave] : allowance.leaves,
      waiting: withoutNext(allowance.waiting, next, now),
    };
  }
  return { allowance, called: called.map(({ uid, holder }) => ({ uid, holder })) };
}

/** Whoever waits for more nodes has had its turn: the rest stands behind those who wait now. */
function withoutNext(queue: readonly Waiter[], next: Waiter, now: number): Waiter[] {
  const rest = queue.filter((waiter) => waiter !== next);
  if (!rest.some(({ holder }) => holder === next.holder)) return rest;
  return rest.map((waiter) => (waiter.holder === next.holder ? { ...waiter, turn: now } : waiter)).sort(byTurn);
}

/** How many more machines of a domain may be made unavailable; below zero when it is overdrawn. */
export function roomIn(domain: string, allowance: Allowance, seen: Seen): number {
  return (seen.domains[domain]?.limit ?? 0) - unavailableIn(domain, allowance, seen).size - downIn(domain, seen);
}

function downIn(domain: string, seen: Seen): number {
  return seen.domains[domain]?.down ?? 0;
}

/** Of those that are known: who has leave, and who waits and is not Ready, whatever its holder said. */
function unavailableIn(domain: string, { leaves, waiting }: Allowance, seen: Seen): Set<string> {
  const isHere = ({ uid }: Entry) => seen.nodes[uid]?.domain === domain;
  const down = waiting.filter(({ uid }) => seen.nodes[uid]?.up === false);
  return new Set([...leaves, ...down].filter(isHere).map(({ uid }) => uid));
}

/** What its own holder hears of each node that it asked for, once all is settled. */
export function answerOf({ leaves, waiting }: Allowance, request: AskLeave, seen: Seen | undefined): LeaveAnswer[] {
  return request.nodes.map(({ uid }) => {
    const isIt = (entry: Entry) => entry.uid === uid && entry.holder === request.holder;
    const isFree = !seen?.nodes[uid] || !seen.operations.includes(request.operation);
    if (isFree || leaves.some(isIt)) return { uid, given: true };
    const place = waiting.findIndex(isIt);
    const ahead = place < 0 ? waiting : waiting.slice(0, place);
    return { uid, given: false, refusal: refusalOf(uid, { leaves, waiting }, ahead, seen) };
  });
}

/** Whose time is over, so that its holder is to be asked whether it still lives, and needs it. */
export function overdue({ leaves }: Allowance, now: number): Leave[] {
  return leaves.filter(({ ended, until }) => !ended && until <= now);
}

/** The holders' answers: who needs its leave keeps it, who is not to be had does for a while, who needs it no more loses it. */
export function afterAsking(
  before: Allowance,
  asked: readonly Leave[],
  needed: readonly boolean[],
  now: number,
): Allowance {
  const lost = new Set(asked.filter((_, index) => !needed[index]));
  const kept = new Set(asked.filter((_, index) => needed[index]));
  return {
    ...before,
    leaves: before.leaves.flatMap((leave) => {
      if (lost.has(leave)) return [];
      return kept.has(leave) ? [{ ...leave, until: now + (leave.reserved ? RESERVED_MS : LEAVE_MS) }] : [leave];
    }),
  };
}

/** When something ends by itself that may make room. */
export function nextEnd({ leaves }: Allowance): number | undefined {
  return leaves.length > 0 ? Math.min(...leaves.map(({ until }) => until)) : undefined;
}

/** The first who takes nothing, so that all of those count; else the first for whom there is room. */
function nextOf(allowance: Allowance, seen: Seen): Waiter | undefined {
  const held = new Set(allowance.leaves.map(({ uid }) => uid));
  const unavailable = new Map<string, Set<string>>();
  const hasRoom = ({ uid }: Waiter) => {
    const domain = seen.nodes[uid]?.domain ?? '';
    const those = unavailable.get(domain) ?? unavailableIn(domain, allowance, seen);
    unavailable.set(domain, those);
    const others = those.size - (those.has(uid) ? 1 : 0);
    return others + downIn(domain, seen) < (seen.domains[domain]?.limit ?? 0);
  };
  return allowance.waiting.find((waiter) => takesNothing(waiter, held, seen)) ?? allowance.waiting.find(hasRoom);
}

/** Its machine is down already, or somebody answers for it, or the budget is not asked for such any more. */
function takesNothing({ uid, up, operation, overruledBy }: Waiter, held: ReadonlySet<string>, seen: Seen): boolean {
  const isUp = up ?? seen.nodes[uid]?.up ?? false;
  return !isUp || held.has(uid) || overruledBy !== undefined || !seen.operations.includes(operation);
}

function refusalOf(uid: string, allowance: Allowance, ahead: readonly Waiter[], seen: Seen): Refusal {
  const domain = seen.nodes[uid]?.domain ?? '';
  const { total, limit } = seen.domains[domain] ?? { total: 0, limit: 0 };
  const isHere = (entry: Entry) => seen.nodes[entry.uid]?.domain === domain;
  const holders = allowance.leaves.filter(isHere);
  const held = new Set(holders.map((leave) => leave.uid)).size;
  const others = [...unavailableIn(domain, allowance, seen)].filter((other) => other !== uid).length;
  const down = others - held + downIn(domain, seen);
  return {
    domain,
    total,
    limit,
    down,
    held,
    holders: holders.slice(0, 3).map(({ node, operation }) => ({ node, operation })),
    ahead: ahead.filter(isHere).length,
    passes: limit - down > 0,
  };
}

function byTurn(a: Waiter, b: Waiter): number {
  return a.turn - b.turn || a.since - b.since || (a.uid < b.uid ? -1 : 1);
}

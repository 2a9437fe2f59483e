import type { SlotAnswer, SlotRequest, TakeSlot } from '../../api/install-slots.ts';

/** Carried from run to run: some ten thousand of each at most, so they are kept small. Times are milliseconds since the epoch. */
export interface Slots {
  /** As it was told last. */
  limit: number;
  holds: Hold[];
  /** First come, first served. */
  waiting: Waiter[];
}

interface Hold {
  installId: string;
  until: number;
  /** Kept for the one whose turn it is, until it comes for it. */
  reserved?: true;
}

interface Waiter {
  installId: string;
  workflowId: string;
  until: number;
}

/** Whose turn has come. */
export type Called = Pick<Waiter, 'installId' | 'workflowId'>;

export interface Settled {
  slots: Slots;
  called: Called[];
}

/** A chain that is woken comes within seconds; one that is paused, or gone, must not keep the others waiting. */
export const RESERVED_MS = 60_000;
/** Who waits asks again every five minutes; after so long without a word it waits no more. */
export const WAITING_MS = 900_000;
/** Who comes when so many wait is not remembered, and comes again. */
const MOST_WAITING = 5_000;

export function noSlots(): Slots {
  return { limit: 0, holds: [], waiting: [] };
}

/** Asked twice, it answers the same: an install has one slot, or one place among those who wait. */
export function answer(before: Slots, request: SlotRequest, now: number): Settled & { answer: SlotAnswer } {
  if (request.kind === 'take') {
    const holds = before.holds.filter((hold) => !isTooShort(hold, request, now));
    return take(settle({ ...before, limit: request.limit, holds }, now), request, now);
  }
  const isOther = ({ installId }: Called | Hold) => installId !== request.installId;
  const left = { ...before, holds: before.holds.filter(isOther), waiting: before.waiting.filter(isOther) };
  return { ...settle(left, now), answer: { kind: 'given-back' } };
}

/** Gives what is free by `now` to those who wait longest. */
export function settle(before: Slots, now: number): Settled {
  const holds = before.holds.filter(({ until }) => until > now);
  const waiting = before.waiting.filter(({ until }) => until > now);
  const called = waiting.splice(0, Math.max(0, before.limit - holds.length));
  const reserved = called.map(({ installId }) => ({ installId, until: now + RESERVED_MS, reserved: true as const }));
  return { slots: { limit: before.limit, holds: [...holds, ...reserved], waiting }, called };
}

/** When something becomes free by itself that somebody waits for. */
export function nextFree({ holds, waiting }: Slots): number | undefined {
  return waiting.length > 0 && holds.length > 0 ? Math.min(...holds.map(({ until }) => until)) : undefined;
}

/** Its machine is off, so it holds up nobody; what it begins now would outlast its slot. */
function isTooShort(hold: Hold, { installId, needMs }: TakeSlot, now: number): boolean {
  return hold.installId === installId && !hold.reserved && hold.until < now + needMs;
}

/** Nobody waits while something is free: that is settled. */
function take({ slots, called }: Settled, request: TakeSlot, now: number): Settled & { answer: SlotAnswer } {
  const { installId, workflowId, ttlMs } = request;
  const others = called.filter((one) => one.installId !== installId);
  const held = slots.holds.find((hold) => hold.installId === installId);
  if (held || slots.holds.length < slots.limit) {
    // A repeat makes nothing last longer: whoever can't use its slot in time loses it.
    const mine = held && !held.reserved ? held : { installId, until: now + ttlMs };
    const holds = [...slots.holds.filter((hold) => hold !== held), mine];
    return { slots: { ...slots, holds }, called: others, answer: { kind: 'taken' } };
  }
  const place = slots.waiting.findIndex((waiter) => waiter.installId === installId);
  const ahead = place < 0 ? slots.waiting.length : place;
  const full: SlotAnswer = { kind: 'full', taken: slots.holds.length, limit: slots.limit, ahead };
  if (ahead >= MOST_WAITING) return { slots, called: others, answer: full };
  const waiting = [...slots.waiting];
  waiting[ahead] = { installId, workflowId, until: now + WAITING_MS };
  return { slots: { ...slots, waiting }, called: others, answer: full };
}

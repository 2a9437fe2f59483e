import type { Interval } from './rules.ts';

/** Windows and freezes as times: made in an activity, since time zones are no matter of a workflow. */
export interface Calendar {
  /** From the first to the last of these nothing is begun but in here; null: always open. */
  readonly openings: readonly Interval[] | null;
  readonly freezes: readonly (Interval & { readonly reason: string })[];
  /** What comes later is not known: it has to be read anew by then. */
  readonly until: number;
  /** Something of it can't be read, in words. */
  readonly problem?: string;
}

/** Whether machines may be touched. */
export type Opening =
  /** Until then; null: nothing is known that ends it. */
  | { readonly open: true; readonly until: number | null }
  /** At null: not within what is known of the calendar. */
  | { readonly open: false; readonly at: number | null; readonly why: string };

/** Whether the calendar lets anything be done now. */
export function openingAt(calendar: Calendar, now: number): Opening {
  const freeze = calendar.freezes.find(({ from, to }) => from <= now && now < to);
  const slots = slotsOf(calendar, now);
  const [first] = slots;
  if (first && first.from <= now) return { open: true, until: first.to === Infinity ? null : first.to };
  const closed = calendar.problem === undefined ? 'outside all windows' : `outside all windows (${calendar.problem})`;
  const why = freeze ? `frozen: ${freeze.reason}` : closed;
  return { open: false, at: first?.from ?? null, why };
}

/**
 * Whether something that takes about so long may be begun. What fits into a later opening waits for it; what fits into none
 * begins in the first half of one, and goes on in the next.
 */
export function mayBegin(calendar: Calendar, now: number, takesMs: number): Opening {
  const opening = openingAt(calendar, now);
  if (!opening.open || opening.until === null || opening.until - now >= takesMs) return opening;
  const [current, ...later] = slotsOf(calendar, now, { whole: true });
  const fitting = later.find(({ from, to }) => to - from >= takesMs);
  const minutes = Math.ceil(takesMs / 60_000);
  if (fitting) {
    return { open: false, at: fitting.from, why: `it takes about ${minutes} min, and the window closes before` };
  }
  if (!current || current.to - now >= (current.to - current.from) / 2) return opening;
  const why = `it takes about ${minutes} min, more than any window: it begins with the next one`;
  return { open: false, at: later[0]?.from ?? null, why };
}

/** When things may be done, from now on: openings less freezes. The present one begins now, unless it is wanted whole. */
function slotsOf({ openings, freezes, until }: Calendar, now: number, { whole = false } = {}): Interval[] {
  const open = openings ?? [{ from: whole ? now : -Infinity, to: Infinity }];
  const free = freezes.reduce<readonly Interval[]>(
    (slots, freeze) => slots.flatMap((slot) => without(slot, freeze)),
    open,
  );
  const slots = free.filter(({ from, to }) => to > now && from < until).sort((a, b) => a.from - b.from);
  return whole ? slots : slots.map(({ from, to }) => ({ from: from <= now ? now : from, to }));
}

function without({ from, to }: Interval, cut: Interval): Interval[] {
  return [
    { from, to: Math.min(to, cut.from) },
    { from: Math.max(from, cut.to), to },
  ].filter((part) => part.from < part.to);
}

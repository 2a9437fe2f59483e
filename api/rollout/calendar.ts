import { parseDuration } from '../duration.ts';
import type { FreezeSpec, WindowSpec } from '../kinds/rollout-calendar.ts';
import { type Interval, type Weekday, WEEKDAYS, type Window } from './rules.ts';
import type { Calendar } from './slots.ts';

/*
 * Windows as times. Time zones come from the data of whatever Node runs this, which changes under a recorded history: so it
 * runs in an activity, and workflows get times.
 */

const DAY_MS = 86_400_000;
const AHEAD_MS = 15 * DAY_MS;
/** By then at least a week ahead is known: windows come again every week. */
const READ_ANEW_MS = 7.5 * DAY_MS;

/** What a deployment says, from `now` on. A window of a zone that this Node does not know never opens, and that is said. */
export function calendarOf(
  { windows, freezes }: { windows: readonly WindowSpec[]; freezes: readonly FreezeSpec[] },
  now: number,
): Calendar {
  const known = windows.filter(({ timeZone }) => isTimeZone(timeZone));
  const unknown = windows.findIndex(({ timeZone }) => !isTimeZone(timeZone));
  const openings = windows.length === 0 ? null : openingsOf(known.map(windowOf), now, now + AHEAD_MS);
  return {
    openings,
    freezes: freezes
      .map(({ from, to, reason }) => ({ from: Date.parse(from), to: Date.parse(to), reason }))
      .filter(({ to }) => to > now),
    until: now + READ_ANEW_MS,
    ...(unknown >= 0 && {
      problem: `spec.windows[${unknown}].timeZone: nobody here knows a time zone ${windows[unknown]?.timeZone}`,
    }),
  };
}

function windowOf({ start, duration, days, timeZone }: WindowSpec): Window {
  return { start, durationMs: parseDuration(duration), days, timeZone };
}

/** When any of the windows is open, between the two times; those that touch are one. */
export function openingsOf(windows: readonly Window[], from: number, until: number): Interval[] {
  const all = windows.flatMap((window) => openingsOfOne(window, from, until)).sort((a, b) => a.from - b.from);
  const merged: Interval[] = [];
  for (const opening of all) {
    const last = merged.at(-1);
    if (last && opening.from <= last.to) merged.splice(-1, 1, { from: last.from, to: Math.max(last.to, opening.to) });
    else merged.push(opening);
  }
  return merged;
}

/** Its days are those on which it starts. It is as long as it says, in real time, whatever the clocks do meanwhile. */
function openingsOfOne({ start, durationMs, days, timeZone }: Window, from: number, until: number): Interval[] {
  const [hour = 0, minute = 0] = start.split(':').map(Number);
  const openings: Interval[] = [];
  // A day more on either side: the local day may be another one than that of UTC.
  for (let day = from - durationMs - 2 * DAY_MS; day <= until + DAY_MS; day += DAY_MS) {
    const date = new Date(day);
    if (days.length > 0 && !days.includes(weekdayOf(date))) continue;
    const local = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hour, minute);
    const opens = timeOf(local, timeZone);
    const opening = { from: opens, to: opens + durationMs };
    if (opening.to > from && opening.from < until) openings.push(opening);
  }
  return openings;
}

function weekdayOf(date: Date): Weekday {
  return WEEKDAYS[(date.getUTCDay() + 6) % 7] ?? 'Mon';
}

/**
 * When a clock of the zone shows that date and time, given as if it were UTC. Shown twice: the first time. Never shown, as
 * the clocks are put forward: as much later as they are put forward. So does iCalendar.
 */
export function timeOf(local: number, timeZone: string): number {
  const before = local - offsetAt(local - DAY_MS, timeZone);
  const after = local - offsetAt(local + DAY_MS, timeZone);
  const shown = [before, after].filter((time) => time + offsetAt(time, timeZone) === local);
  return shown.length > 0 ? Math.min(...shown) : before;
}

/** Undefined for a zone that this Node knows nothing of. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** How far the zone's clocks are ahead of UTC. */
function offsetAt(time: number, timeZone: string): number {
  const second = Math.floor(time / 1000) * 1000;
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(second)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - second;
}

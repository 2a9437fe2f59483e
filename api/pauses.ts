import type { ShownPause } from './kinds/compute-node.ts';

/** A pause by command. */
export interface Pause {
  by: string;
  why: string;
  /** RFC 3339; without it the pause ends by a resume only. */
  until?: string;
  since: string;
}

/** Pauses that stand in the object itself. */
export interface ObjectPauses {
  pausedBySpec: boolean;
  /** The annotation's value, which says why. */
  pausedByAnnotation?: string;
}

const MOST_PAUSES = 16;

/** Everybody has one pause: the newest. */
export function withPause(pauses: readonly Pause[], request: Omit<Pause, 'since'>, now: string): Pause[] {
  return [...pauses.filter((pause) => pause.by !== request.by), { ...request, since: now }].slice(-MOST_PAUSES);
}

/** The pauses in force at `now` (milliseconds), from all sources. */
export function pausesInForce(
  inObject: ObjectPauses | undefined,
  byCommand: readonly Pause[],
  now: number,
): ShownPause[] {
  const since = new Date(now).toISOString();
  const fromObject: ShownPause[] = [];
  if (inObject?.pausedBySpec) fromObject.push({ source: 'spec', by: 'spec.paused', why: 'set in the object', since });
  const annotation = inObject?.pausedByAnnotation;
  if (annotation !== undefined) fromObject.push({ source: 'annotation', by: 'annotation', why: annotation, since });
  const commands = withoutEnded(byCommand, now).map((pause) => ({ source: 'command' as const, ...pause }));
  return [...fromObject, ...commands];
}

/** Those that have not ended by themselves. */
export function withoutEnded(pauses: readonly Pause[], now: number): Pause[] {
  return pauses.filter((pause) => endOf(pause) > now);
}

/**
 * Milliseconds until the first pause ends by itself; undefined when none does. One that has ended counts until it is taken
 * out: it may have ended while the chain did something else, and its end is still to be acted upon.
 */
export function msToNextEnd(pauses: readonly Pause[], now: number): number | undefined {
  const first = Math.min(...pauses.map(endOf));
  return Number.isFinite(first) ? Math.max(0, first - now) : undefined;
}

function endOf({ until }: Pause): number {
  return until === undefined ? Infinity : Date.parse(until);
}

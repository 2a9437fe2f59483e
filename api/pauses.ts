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
  const commands = byCommand
    .filter((pause) => pause.until === undefined || Date.parse(pause.until) > now)
    .map((pause) => ({ source: 'command' as const, ...pause }));
  return [...fromObject, ...commands];
}

/** Milliseconds until the first pause ends by itself; undefined when none does. */
export function msToNextEnd(pauses: readonly Pause[], now: number): number | undefined {
  const ends = pauses
    .map((pause) => (pause.until === undefined ? Infinity : Date.parse(pause.until)))
    .filter((end) => end > now);
  const first = Math.min(...ends);
  return Number.isFinite(first) ? first - now : undefined;
}

import type { PauseRequest, ResumeRequest } from './contract.ts';

/*
 * Pause and resume come from `temporal workflow signal` and the Web UI as well, where anything can be typed. A signal can't
 * be refused, and one that throws fails the workflow task for ever: so what is missing is filled in, and what was meant is done.
 */

const NOBODY = 'somebody';
const NO_REASON = 'no reason was given';

/** A pause whose end can't be read ends by `resume` only: rather held for too long than not at all. */
export function readPause(given: unknown): PauseRequest {
  const { by, why, until } = fieldsOf(given);
  const request = { by: textOf(by, NOBODY), why: textOf(why, NO_REASON) };
  if (until === undefined || until === null) return request;
  if (typeof until === 'string' && !Number.isNaN(Date.parse(until))) return { ...request, until };
  return { ...request, why: `${request.why} (its end, ${JSON.stringify(until)}, is no RFC 3339 time)` };
}

export function readResume(given: unknown): ResumeRequest {
  const { by, why } = fieldsOf(given);
  return { by: textOf(by, NOBODY), why: textOf(why, NO_REASON) };
}

function fieldsOf(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null ? { ...given } : { why: given };
}

function textOf(value: unknown, otherwise: string): string {
  if (value === undefined || value === null || value === '') return otherwise;
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 1024);
}

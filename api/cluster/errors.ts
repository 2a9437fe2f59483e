/** What went wrong between us and the apiserver when it gave no status of its own. */
export type ConnectionReason = 'ConnectionLost' | 'TimedOut' | 'Aborted' | 'NoStatus';

interface ClusterErrorFields {
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** The apiserver's own reason (`Conflict`, `Expired`, `TooManyRequests` …), or a ConnectionReason. */
  reason: string;
  message: string;
  /** Milliseconds that the apiserver asks us to wait. */
  retryAfterMs?: number;
}

/** Thrown by every call to the apiserver that did not do what it was asked to. */
export class ClusterError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor({ status, reason, message, retryAfterMs }: ClusterErrorFields) {
    super(message);
    this.name = 'ClusterError';
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** True only when the apiserver itself says so: a proxy's 404, or one for a missing CRD, is no proof of absence. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 404 && error.reason === 'NotFound';
}

/** Somebody else wrote first, or a precondition (uid, resourceVersion) does not hold. */
export function isConflict(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 409 && error.reason === 'Conflict';
}

export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 409 && error.reason === 'AlreadyExists';
}

/** The resourceVersion is too old to go on from: list again. */
export function isExpired(error: unknown): boolean {
  return (
    error instanceof ClusterError && (error.status === 410 || error.reason === 'Expired' || error.reason === 'Gone')
  );
}

/** There was no answer: nobody knows whether a write was made. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 0;
}

/** metav1.Status, as far as we read it. */
interface StatusBody {
  kind?: string;
  code?: number;
  reason?: string;
  message?: string;
  details?: { retryAfterSeconds?: number };
}

function parseStatus(text: string): StatusBody | undefined {
  try {
    const body = JSON.parse(text) as StatusBody;
    return body.kind === 'Status' ? body : undefined;
  } catch {
    return undefined;
  }
}

/** From an HTTP answer of 400 and above. `what` is the call in words. */
export function errorFromAnswer(what: string, status: number, text: string, retryAfter?: string): ClusterError {
  const body = parseStatus(text);
  const seconds = Number(retryAfter ?? body?.details?.retryAfterSeconds ?? Number.NaN);
  // The apiserver answers "404 page not found" in plain text for a resource that it does not serve at all.
  const words = body?.message ?? (text.trim().slice(0, 300) || 'no reason given');
  return new ClusterError({
    status,
    reason: body?.reason || 'NoStatus',
    message: `${what}: the apiserver answered ${status}: ${words}`,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}

/** From an ERROR event inside a watch, whose object is a metav1.Status. */
export function errorFromEvent(what: string, object: unknown): ClusterError {
  const body = object as StatusBody;
  const seconds = body.details?.retryAfterSeconds;
  return new ClusterError({
    status: body.code ?? 500,
    reason: body.reason || 'NoStatus',
    message: `${what}: the apiserver ended the watch with ${body.code ?? 'an error'}: ${body.message ?? 'no reason given'}`,
    retryAfterMs: seconds === undefined ? undefined : seconds * 1000,
  });
}

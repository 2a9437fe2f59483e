import type { FailureType, Outage } from '../../api/failures.ts';
import type { HttpReply } from './http.ts';
import { retryAfterMs } from './retry-after.ts';

/** What went wrong, why, and what a person can do about it: two sentences without their final stops. */
export interface Verdict {
  type: FailureType;
  why: string;
  remedy: string;
  retryAfterMs?: number | undefined;
  outage?: Outage;
}

export const TRY_AGAIN = 'Bedplate tries again';

/** What is said of a server that is away: any other 5xx may be the fault of one call. */
const GATEWAY: readonly number[] = [502, 503, 504];

/** What a status means in every HTTP API; undefined: the adapter knows better. `said` is the system's own words. */
export function verdictOfStatus(reply: HttpReply, said: string): Verdict | undefined {
  const { status } = reply;
  const why = said === '' ? `it answered ${status}` : `it answered ${status}: ${said}`;
  if (status >= 300 && status < 400) return { type: 'InvalidInput', why: redirected(reply), remedy: 'Correct its url' };
  const wait = retryAfterMs(reply.headers['retry-after']);
  if (status === 429 || (status === 503 && wait !== undefined)) {
    return { type: 'Throttled', why, remedy: `${TRY_AGAIN} when it allows`, retryAfterMs: wait };
  }
  if (status === 501) return { type: 'Unsupported', why, remedy: 'It needs a newer version or another driver' };
  if (GATEWAY.includes(status)) return { type: 'Unavailable', why, remedy: TRY_AGAIN, outage: 'down' };
  if (status >= 500 || status === 408) return { type: 'Unavailable', why, remedy: TRY_AGAIN };
  return undefined;
}

/** For a status that nobody foresaw: asking again would give the same. */
export function unforeseen(reply: HttpReply, said: string): Verdict {
  const why = `it answered ${reply.status}${said === '' ? '' : `: ${said}`}`;
  return { type: 'InvalidInput', why, remedy: 'Correct what it complains about' };
}

function redirected(reply: HttpReply): string {
  const to = reply.headers.location?.replace(/\?.*/, '');
  return `it redirects${to ? ` to ${to}` : ''} (${reply.status}), and a redirected write would be lost`;
}

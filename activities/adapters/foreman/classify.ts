import type { HttpReply } from '../../http/http.ts';
import { TRY_AGAIN, unforeseen, type Verdict, verdictOfStatus } from '../../http/verdict.ts';
import { errorBody } from './schema.ts';

/** What Foreman's refusals mean. */
export function classify(reply: HttpReply): Verdict {
  const said = wordsOf(reply);
  const general = verdictOfStatus(reply, said);
  if (general) return general;
  if (reply.status === 401) {
    // Thirty wrong passwords lock out everybody behind our address: never tried again by itself.
    const remedy = "Put the right username and password (or personal access token) into the provider's Foreman Secret";
    return { type: 'AuthRejected', why: `it refuses our login (401): ${said}`, remedy, outage: 'refused' };
  }
  if (reply.status === 403) {
    return {
      type: 'AuthRejected',
      why: `our login may not do that: ${said}`,
      remedy: 'Give its role the missing permission',
    };
  }
  if (reply.status === 404)
    return { type: 'NotFound', why: said, remedy: 'Check whether somebody deleted it in Foreman' };
  if (isLocked(reply)) return { type: 'Conflict', why: said, remedy: 'Unlock it in Foreman, or rename it there' };
  if (isOrchestrationFailure(reply)) {
    const remedy = `${TRY_AGAIN}; if it stays so, look at the smart proxy`;
    return { type: 'Unavailable', why: `one of its smart proxies (DHCP, DNS, TFTP) failed: ${said}`, remedy };
  }
  if (refersToMissing(reply)) {
    return { type: 'RaceLost', why: `something it refers to went away meanwhile: ${said}`, remedy: TRY_AGAIN };
  }
  if (isTaken(reply)) return { type: 'RaceLost', why: `somebody else was faster: ${said}`, remedy: TRY_AGAIN };
  return unforeseen(reply, said);
}

/** 422 because a name, a MAC or another key is somebody's already: to be read back and compared. */
export function isTaken(reply: HttpReply): boolean {
  return reply.status === 422 && Object.values(validationErrors(reply)).flat().some(saysTaken);
}

/** Whether that key is a network device's, not the host's name. */
export function isMacTaken(reply: HttpReply): boolean {
  if (reply.status !== 422) return false;
  return Object.entries(validationErrors(reply)).some(([key, words]) => /\bmac$/.test(key) && words.some(saysTaken));
}

function saysTaken(message: string): boolean {
  return /already been taken|already exists|in use/i.test(message);
}

/** A locked template: it stands under `base` too, and trying again does not help. */
function isLocked(reply: HttpReply): boolean {
  return reply.status === 422 && /is locked/i.test(wordsOf(reply));
}

/** Only the keys `base` and `conflict`: no fault of ours, and transient. */
function isOrchestrationFailure(reply: HttpReply): boolean {
  const keys = Object.keys(validationErrors(reply));
  return reply.status === 422 && keys.length > 0 && keys.every((key) => key === 'base' || key === 'conflict');
}

/** 422 with a bare message: an association's id is unknown. */
function refersToMissing(reply: HttpReply): boolean {
  return reply.status === 422 && /couldn't find|not found by/i.test(wordsOf(reply));
}

function validationErrors(reply: HttpReply): Record<string, string[]> {
  const parsed = errorBody.safeParse(reply.body);
  const error = parsed.data?.error;
  if (typeof error !== 'object' || !error.errors) return {};
  return Object.fromEntries(
    Object.entries(error.errors).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(String) : [String(value)],
    ]),
  );
}

function wordsOf(reply: HttpReply): string {
  const parsed = errorBody.safeParse(reply.body);
  if (!parsed.success) return typeof reply.body === 'string' ? reply.body.slice(0, 200) : `status ${reply.status}`;
  const { error, message } = parsed.data;
  if (typeof error === 'string') return error;
  const full = error?.full_messages?.join('; ');
  return full || [error?.message, error?.details].filter(Boolean).join('; ') || message || `status ${reply.status}`;
}

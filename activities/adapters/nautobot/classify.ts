import type { HttpReply } from '../../http/http.ts';
import { TRY_AGAIN, unforeseen, type Verdict, verdictOfStatus } from '../../http/verdict.ts';

/** What Nautobot's refusals mean. */
export function classify(reply: HttpReply): Verdict {
  const said = wordsOf(reply.body).slice(0, 500);
  const general = verdictOfStatus(reply, said);
  if (general) return general;
  // A wrong token is a 403 here, as a missing permission is: the words tell.
  if (reply.status === 401 || (reply.status === 403 && !/permission/i.test(said))) {
    const remedy = "Put a valid token, whose user may write devices and addresses, into the provider's CMDB Secret";
    const why = `it refuses our token (${reply.status}): ${said}`;
    return { type: 'AuthRejected', why, remedy, outage: 'refused' };
  }
  if (reply.status === 403) {
    return { type: 'AuthRejected', why: `our token may not do that: ${said}`, remedy: 'Give its user the permission' };
  }
  if (reply.status === 404)
    return { type: 'NotFound', why: said || 'it is not there', remedy: 'Check whether somebody deleted it' };
  if (reply.status === 406) {
    return { type: 'Unsupported', why: `it doesn't speak version 3.0 of its API: ${said}`, remedy: 'Use Nautobot 3' };
  }
  if (reply.status === 409) {
    return { type: 'Conflict', why: said, remedy: 'Remove what depends on it in the CMDB' };
  }
  if (/no suitable parent prefix/i.test(said)) {
    return { type: 'InvalidInput', why: said, remedy: "Create the subnet's prefix in the CMDB" };
  }
  if (reply.status === 400 && /rack, position, face/.test(said)) {
    const remedy = 'Correct the rack unit of one of the two, in the CMDB or in the ComputeAsset';
    return { type: 'Conflict', why: `another device has its place in the rack: ${said}`, remedy };
  }
  // Keys that name uniqueness are field names, __all__ or non_field_errors: the words tell.
  if (reply.status === 400 && /already exists|unique set|already been/i.test(said)) {
    return { type: 'RaceLost', why: `somebody else was faster: ${said}`, remedy: TRY_AGAIN };
  }
  return unforeseen(reply, said);
}

/** `{"detail": …}`, `{"field": ["…"]}` or a list of these, as one line. */
function wordsOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return [...new Set(body.map(wordsOf))].join('; ');
  if (typeof body !== 'object' || body === null) return '';
  return Object.entries(body)
    .map(([key, value]) => (isPlain(key) ? wordsOf(value) : `${key}: ${wordsOf(value)}`))
    .join('; ');
}

function isPlain(key: string): boolean {
  return key === 'detail' || key === '__all__' || key === 'non_field_errors';
}

import type { HttpReply } from '../../http/http.ts';
import { TRY_AGAIN, unforeseen, type Verdict, verdictOfStatus } from '../../http/verdict.ts';
import { errorBody } from './schema.ts';

/** What PowerDNS's refusals mean. Its 500 is mostly a locked database: retryable, as every 5xx is. */
export function classify(reply: HttpReply): Verdict {
  const said = wordsOf(reply);
  const general = verdictOfStatus(reply, said);
  if (general) return general;
  if (reply.status === 401 || reply.status === 403) {
    const remedy = "Put the server's api-key into the provider's DNS Secret, and check webserver-allow-from";
    const why = `it refuses our API key (${reply.status}): ${said}`;
    return { type: 'AuthRejected', why, remedy, outage: 'refused' };
  }
  if (reply.status === 404) {
    return {
      type: 'NotFound',
      why: 'it has no such zone any more',
      remedy: 'Create the zone, or correct the domain of the subnet',
    };
  }
  if (reply.status === 409) return { type: 'RaceLost', why: said, remedy: TRY_AGAIN };
  if (/conflicts with/i.test(said)) {
    return {
      type: 'Conflict',
      why: said,
      remedy: 'Remove the other record of that name, or give the node another one',
    };
  }
  return unforeseen(reply, said);
}

/** A batch is refused as a whole when one record set in it is bad. */
export function isBadBatch(reply: HttpReply): boolean {
  return reply.status === 422;
}

function wordsOf(reply: HttpReply): string {
  const parsed = errorBody.safeParse(reply.body);
  if (parsed.success) return parsed.data.error;
  return typeof reply.body === 'string' ? reply.body.slice(0, 200) : `status ${reply.status}`;
}

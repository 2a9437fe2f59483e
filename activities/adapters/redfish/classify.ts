import type { HttpReply } from '../../http/http.ts';
import { TRY_AGAIN, unforeseen, type Verdict, verdictOfStatus } from '../../http/verdict.ts';
import { errorBody } from './schema.ts';

/** What a BMC's refusals mean. */
export function classify(reply: HttpReply): Verdict {
  const said = wordsOf(reply);
  const general = verdictOfStatus(reply, said);
  if (general) return general;
  switch (reply.status) {
    case 401:
    case 403:
      return {
        type: 'AuthRejected',
        why: `it refuses our login: ${said}`,
        remedy:
          "Put the right username and password into the Secret that the ComputeAsset's bmc.credentialsSecretRef names",
      };
    case 404:
      return {
        type: 'NotFound',
        why: said,
        remedy: 'Correct bmc.address in the ComputeAsset: it must name one system',
      };
    case 405:
      return { type: 'Unsupported', why: said, remedy: 'Update its firmware, or use another driver' };
    case 409:
    case 412:
      return { type: 'RaceLost', why: said, remedy: TRY_AGAIN };
    default:
      return unforeseen(reply, said);
  }
}

/** It doesn't want the order, perhaps because the machine is so already: some BMCs refuse "On" when it is on. */
export function isUnwilling(reply: HttpReply): boolean {
  return reply.status === 400 || reply.status === 409;
}

function wordsOf(reply: HttpReply): string {
  const parsed = errorBody.safeParse(reply.body);
  if (!parsed.success) return typeof reply.body === 'string' ? reply.body.slice(0, 200) : `status ${reply.status}`;
  const { error } = parsed.data;
  const details = (error['@Message.ExtendedInfo'] ?? []).flatMap((info) => info.Message ?? []);
  return [...new Set([error.message ?? '', ...details])].filter(Boolean).join('; ') || `status ${reply.status}`;
}

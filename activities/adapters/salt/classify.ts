import type { HttpReply } from '../../http/http.ts';
import { TRY_AGAIN, unforeseen, type Verdict, verdictOfStatus } from '../../http/verdict.ts';

/** What salt-api's refusals mean. Its own are HTML pages; a 500 says nothing but that the master's log says more. */
export function classify(reply: HttpReply): Verdict {
  const said = wordsOf(reply);
  if (reply.status === 500) {
    const remedy = `${TRY_AGAIN}; if it stays so, look at the logs of the master and of salt-api`;
    return { type: 'Unavailable', why: `it answered 500${said && `: ${said}`}`, remedy };
  }
  const general = verdictOfStatus(reply, said);
  if (general) return general;
  if (reply.status === 401 || reply.status === 403) {
    const remedy = "Give our user '.*', '@runner', '@wheel' and '@jobs' in the master's external_auth";
    return { type: 'AuthRejected', why: `our login may not do that (${reply.status}): ${said}`, remedy };
  }
  return unforeseen(reply, said);
}

/** The same of the login itself: there it is about who we are. */
export function classifyLogin(reply: HttpReply): Verdict {
  if (reply.status !== 401 && reply.status !== 403) return classify(reply);
  const remedy = "Put the right username and password into the Secret of the SaltMaster, and check the master's eauth";
  const why = `it refuses our login (${reply.status}): ${wordsOf(reply)}`;
  return { type: 'AuthRejected', why, remedy, outage: 'refused' };
}

function wordsOf({ body }: HttpReply): string {
  if (typeof body === 'string') return inHtml(body);
  if (typeof body === 'object' && body && 'return' in body && typeof body.return === 'string') return body.return;
  return '';
}

/** CherryPy's page says it in its first paragraph. */
function inHtml(text: string): string {
  const paragraph = /<p>([^<]*)<\/p>/.exec(text)?.[1] ?? text;
  const plain = paragraph.replaceAll('&#x27;', "'").replaceAll('&#39;', "'").replaceAll('&quot;', '"');
  return plain.replace(/\s+/g, ' ').trim().slice(0, 200);
}

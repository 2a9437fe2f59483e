import { askHttp, shown } from './ask-http.ts';
import { askEach } from './fill-in.ts';
import type { GateKeeper, Measured } from './gate.ts';

/** What says that it is asked too much, or that somebody else did not answer it, tells nothing of the release. */
const KNOWS_NOTHING = [429, 502, 503, 504];

/** A page that answers with the status that is expected; of each node, where the URL names the node. */
export const http: GateKeeper = (gate, context) =>
  askEach([gate.url ?? ''], context, async ([text = '']) => {
    if (!URL.canParse(text)) return { verdict: 'Unknown', message: `${text} is no URL` };
    const url = new URL(text);
    const reply = await askHttp(url, gate, context);
    if ('noAnswer' in reply) return { verdict: 'Unknown', message: `${shown(url)} can't be asked: ${reply.noAnswer}` };
    return judgeStatus(reply.status, gate.expectStatus ?? 200, shown(url));
  });

export function judgeStatus(status: number, expected: number, who: string): Measured {
  const message = `${who} answered ${status}`;
  if (status === expected) return { verdict: 'Healthy', message };
  const verdict = KNOWS_NOTHING.includes(status) ? 'Unknown' : 'Unhealthy';
  return { verdict, message: `${message}, not ${expected}` };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../settings.ts';
import type { Json } from '../../storage/json.ts';
import { newJid } from '../jobs.ts';
import type { SaltMaster } from '../master.ts';
import type { Order } from '../order.ts';
import type { Answer } from './answer.ts';
import type { Lowstate } from './lowstate.ts';

/** `local_async`: sends a job out, and waits for nobody. Nobody matched: an empty object, and no jid. */
export function callAsync(master: SaltMaster, call: Lowstate, user: string): Answer {
  const order = orderOf(call, user);
  const { minions, isNew } = master.publish(order);
  if (minions.length === 0) return { value: {} };
  return { value: { jid: order.jid, minions }, ...(isNew && { changed: order.jid }) };
}

/** `local`: waits for the returns. In place of those that don't come stand words of Salt's own, which look like one. */
export async function callAndWait(
  master: SaltMaster,
  settings: Settings,
  call: Lowstate,
  user: string,
): Promise<Answer> {
  const order = orderOf(call, user);
  // One that matched is enough for Salt to list all that were named.
  if (!order.target.some((id) => master.keys.accepted(id))) return { value: {} };
  const returns = master.askAll(order);
  const isComplete = order.target.every((id) => !master.keys.accepted(id) || returns.has(id));
  if (!isComplete) await sleep(settings.saltGatherSeconds * 1000, undefined, { ref: false });
  const rows = order.target.map((id): [string, Json] => {
    const came = returns.get(id);
    if (came) return [id, call.fullReturn ? { ret: came.return, retcode: came.retcode, jid: order.jid } : came.return];
    const words = noReturn(order.jid);
    return [id, call.fullReturn ? { out: 'no_return', ret: words, retcode: 1 } : words];
  });
  return { value: Object.fromEntries(rows) };
}

function orderOf({ fun, args, kwargs, target, jid, metadata }: Lowstate, user: string): Order {
  return { fun, args, kwargs, target, metadata, user, jid: jid ?? newJid() };
}

function noReturn(jid: string): string {
  return (
    'Minion did not return. [No response]\nThe minions may not have all finished running and any remaining minions will ' +
    `return upon completion. To look up the return data for this job later, run the following command:\n\nsalt-run jobs.lookup_jid ${jid}`
  );
}

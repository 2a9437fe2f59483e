import { faultOf } from '../failure.ts';
import { type Chain, show } from './chain.ts';

/**
 * The bridge misses the object, or sees it again. An object that is gone without having been deleted is no permit for
 * anything: the machine is left as it is, what the node holds is claimed again where that was lost too, and it is said.
 */
export async function look(chain: Chain): Promise<void> {
  const { state, input } = chain;
  const { namespace, name, uid } = input.ref;
  state.look = undefined;
  const found = await isThere(chain);
  if (found === undefined) return;
  if (found) return seeAgain(chain);

  const gone = `there is no ComputeNode ${namespace}/${name} of uid ${uid}, and its deletion was not seen`;
  const kept = await claimAgain(chain);
  state.desire = undefined;
  show(chain, 'Stalled', 'True', 'Held', `${gone}; nothing is undone${kept}`);
  show(chain, 'Reconciling', 'False', 'Held', 'waits for the object; see Stalled');
  chain.publish();
}

/** Undefined when nobody answers: the bridge asks again. */
async function isThere({ call, input }: Chain): Promise<boolean | undefined> {
  try {
    const { found } = await call('node.read', { ref: input.ref }, 'look whether the object is there');
    return found;
  } catch {
    return undefined;
  }
}

async function claimAgain({ call, state, input }: Chain): Promise<string> {
  const { claim } = state;
  if (!claim) return '';
  const addresses = state.facts.addresses ?? [];
  try {
    const missing = await call(
      'claim.again',
      { ref: input.ref, clusterId: input.clusterId, claim, addresses },
      `${claim.asset}: claim again what was lost`,
    );
    return missing.length > 0 ? `; claimed again: ${missing.join(', ')}` : `; it keeps ${claim.asset}`;
  } catch (error) {
    return `; what it holds could not be claimed again: ${faultOf(error).message}`;
  }
}

function seeAgain(chain: Chain): void {
  if (endHold(chain)) chain.publish();
}

/** The object is there: what was held for want of it goes on. False when nothing was. */
export function endHold(chain: Chain): boolean {
  const { state } = chain;
  if (state.conditions.Stalled?.reason !== 'Held') return false;
  show(chain, 'Stalled', 'False', 'Idle', 'the object is there');
  if (state.provisioned) show(chain, 'Reconciling', 'False', 'Settled', 'nothing left to do');
  return true;
}

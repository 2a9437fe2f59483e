import type { SeenDeployment } from '../../activities/rollout/look.ts';
import { jidOf } from '../../api/salt-jid.ts';
import { pausesInForce } from '../../api/pauses.ts';
import { haveIt } from '../../api/rollout/slice.ts';
import { insist } from '../insist.ts';
import type { Chain } from './chain.ts';
import { takeCatchUp, toCatchUp } from './state.ts';

const NOT_SEEN: Pick<SeenDeployment, 'master' | 'states' | 'renewed'> = { master: '', states: [], renewed: {} };
/** A highstate of a new machine takes long. */
const RUN_MS = 3_600_000;

/**
 * Nodes that come while a rollout is under way, or after it, get the commit that is good: beside everything else, once for
 * each commit. Those of the rollout itself are its own matter.
 */
export function catchUp(chain: Chain): void {
  const { state } = chain;
  const nodes = toCatchUp(state);
  const isHeld = pausesInForce(state.seen, state.pauses, Date.now()).length > 0;
  if (chain.busy > 0 || isHeld || nodes.length === 0 || !state.good) return;
  const { commit } = state.good;
  takeCatchUp(state, nodes, commit);
  chain.busy += 1;
  void bring(chain, nodes, commit).finally(() => {
    chain.busy -= 1;
    state.wantsLook = true;
    state.due = true;
  });
}

async function bring({ state, call, input, minions }: Chain, nodes: string[], commit: string): Promise<void> {
  const { namespace, name, uid } = input.ref;
  state.catchUps += 1;
  const key = { transaction: uid, bucket: 'joined', attempt: state.catchUps, slice: 1 };
  const { master, states, renewed } = state.seen ?? NOT_SEEN;
  const slice = {
    master: { namespace, name: master },
    jid: jidOf(key, new Date().toISOString()),
    act: 'apply' as const,
    minions: nodes,
    commit,
    states,
    metadata: { rollout: `${namespace}/${name}`, bucket: 'joined', slice: String(state.catchUps), act: 'apply' },
  };
  const who = `${nodes.length} nodes that came meanwhile`;
  const { missing } = await insist(() => call('salt.submit', slice, `${who}: send out`));
  const reached = nodes.filter((minion) => !missing.includes(minion));
  if (reached.length === 0) return;
  const awaited = { ...slice, minions: reached, sentAt: Date.now(), runMs: RUN_MS };
  const { verdicts } = await insist(() => call('salt.awaitReturns', awaited, `${who}: wait for their returns`));
  minions.show({ namespace, at: new Date().toISOString(), commit, verdicts });
  const have = haveIt(verdicts);
  if (have.length === 0) return;
  const marked = { namespace, nodes: have.filter((name) => renewed[name] !== undefined) };
  if (marked.nodes.length > 0)
    await insist(() => call('rollout.unmarkRenewed', marked, `${marked.nodes.length} renewed nodes have the commit`));
  const served = { namespace, nodes: have, commit };
  await insist(() => call('rollout.moveMasters', served, `${who}: masters among them serve it`));
}

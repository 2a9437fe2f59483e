import { patched } from '@temporalio/workflow';
import { attempt } from './attempt.ts';
import { type Chain, indexForSearch, nowText, show } from './chain.ts';
import { giveLeaveBack, noteReadiness, passBudgets } from './disruption.ts';
import { drainFirst } from './drain-first.ts';
import { passFuse } from './fuse.ts';
import { cancelAll } from './report.ts';
import { type Claim, everBooted, remember } from './state.ts';
import { runDecommission, undoSteps } from './undo.ts';

const READ = { name: 'read-node', title: 'look at the node', quietMs: Infinity };
const GIVE_BACK = { name: 'schedule-asset', title: 'give the asset back' };
const LET_GO = { name: 'finalizer', title: 'let the node go' };

/** Takes the node down and lets its object go. "held" when there is no permit to do so: then nothing was touched. */
export async function decommission(chain: Chain): Promise<'closed' | 'held'> {
  const { state, input, call } = chain;
  const startedAt = nowText();
  noteReadiness(state);
  let seen = await observe(chain);
  if (!seen) return 'held';
  if (seen.claims.some(everBooted) && patched('deletion-fuse')) {
    // What was seen before a wait permits nothing after it.
    if ((await passFuse(chain, seen.claims)) === 'confirmed') seen = await observe(chain);
    if (!seen) return 'held';
  }
  // A node that was never Ready serves nobody yet. Only where there is a budget a look says as what to ask it.
  if (seen.asksAs && state.provisioned) {
    const intent = { operation: seen.asksAs, why: state.desire?.why ?? '' };
    if ((await passBudgets(chain, intent)) === 'waited') seen = await observe(chain);
    if (!seen) return 'held';
  }

  cancelAll(chain);
  if (await drainFirst(chain, seen.claims, seen.hasHooks)) seen = await observe(chain);
  if (!seen) return 'held';
  show(chain, 'Reconciling', 'True', 'Deleting', 'taking the node down');
  indexForSearch(chain);
  chain.publish();
  for (const claim of seen.claims) {
    takeOver(chain, claim, seen.addresses);
    await runDecommission(chain, claim);
    await undoSteps(chain, claim);
    await giveBack(chain, claim);
    // It was said of this asset only.
    state.release = undefined;
  }
  await letGo(chain);
  if (state.disrupting?.given) await giveLeaveBack(chain);
  remember(state, { operation: 'delete', result: 'Done', startedAt, finishedAt: nowText() });
  return 'closed';

  async function letGo(chain: Chain): Promise<void> {
    await attempt(chain, { act: LET_GO, during: 'Undoing', after: 'Undone', heedsPause: false }, async () => {
      // Addresses without a claim are a crash's leftover: the node's uid alone finds them.
      await call('ipam.release', { ref: input.ref }, 'release what is left');
      await call('node.removeFinalizer', { ref: input.ref }, `let ${input.ref.namespace}/${input.ref.name} go`);
      return { message: 'gone' };
    });
  }
}

/** Only a deletionTimestamp seen on this very uid is a permit. An absent object is none: it may be a restored or a foreign apiserver. */
async function observe(chain: Chain) {
  const { state, input, call } = chain;
  const { namespace, name, uid } = input.ref;
  const seen = await attempt(chain, { act: READ, during: 'Running', after: 'Done', heedsPause: false }, async () => {
    const node = await call('node.read', { ref: input.ref }, `look at ${namespace}/${name}`);
    const held =
      node.found && node.deleting ? await call('claim.find', { ref: input.ref }, 'what it holds') : undefined;
    return { node, held, message: '' };
  });
  state.steps = state.steps.filter((step) => step.name !== READ.name);
  if (seen?.held) {
    state.revision = Math.max(state.revision, seen.node.found ? seen.node.revision : 0);
    const { asksAs, hasHooks = false } = seen.node.found ? seen.node : {};
    return { ...seen.held, asksAs, hasHooks };
  }
  if (seen?.node.found && state.desire) {
    state.desire.delete = false;
    forgetFuse(chain);
    await giveLeaveBack(chain);
    return undefined;
  }
  const message = `there is no ComputeNode ${namespace}/${name} of uid ${uid} whose deletion could be seen`;
  show(chain, 'Stalled', 'True', 'Held', `${message}; nothing is undone`);
  state.desire = undefined;
  chain.publish();
  return undefined;
}

/** The deletion is off: one that is asked for later is another. */
function forgetFuse(chain: Chain): void {
  const { state } = chain;
  state.fuse = undefined;
  if (state.conditions.DeletionHeld) show(chain, 'DeletionHeld', 'False', 'Settled', 'the node is not being deleted');
}

/** The claim of now counts, not the one that a cancelled run remembered. */
function takeOver(chain: Chain, claim: Claim, addresses: NonNullable<Chain['state']['facts']['addresses']>): void {
  const { state } = chain;
  if (state.claim?.installId !== claim.installId) state.installer = [];
  state.claim = claim;
  state.facts = { ...state.facts, addresses: addresses.length > 0 ? addresses : state.facts.addresses };
  for (const step of state.steps) {
    step.startedAt = undefined;
    step.attempts = 0;
  }
}

async function giveBack(chain: Chain, claim: Claim): Promise<void> {
  const { state, input, call } = chain;
  const kept = everBooted(claim) && claim.plan.inputs.deletionPolicy === 'Retain';
  const reason = state.release
    ? `released by ${state.release.by} without proof that it is off and wiped: ${state.release.why}`
    : 'deletionPolicy Retain: its disks still hold data';
  await attempt(chain, { act: GIVE_BACK, during: 'Undoing', after: 'Undone', heedsPause: false }, async () => {
    const reference = { ref: input.ref, asset: claim.asset };
    if (state.release || kept) {
      await call('claim.hold', { ...reference, phase: 'Quarantined', reason }, `${claim.asset}: Quarantined`);
      return { message: `${claim.asset} is Quarantined: ${reason}` };
    }
    await call('claim.release', reference, `${claim.asset}: give back`);
    return { message: `${claim.asset} is free` };
  });
}

import { condition } from '@temporalio/workflow';
import type { BlownFuse } from '../../api/deletion-fuse.ts';
import { attempt } from './attempt.ts';
import { shouldRollOver } from '../roll-over.ts';
import { type Chain, RollOver, show } from './chain.ts';
import { showAsBefore } from './disruption.ts';
import { type Claim, everBooted } from './state.ts';

const ASK = { name: 'deletion-fuse', title: 'ask the deletion fuse', quietMs: Infinity };

/**
 * Returns when the machines of a node may be taken down: at once when the fuse lets it through, else when somebody
 * confirms it. Nothing outside is touched meanwhile, however long that takes.
 */
export async function passFuse(chain: Chain, claims: readonly Claim[]): Promise<'at once' | 'confirmed'> {
  const { state } = chain;
  // A machine that was never booted takes nothing with it.
  const running = claims.filter(everBooted);
  if (running.length === 0 || state.fuse?.verdict === 'admitted' || state.fuse?.verdict === 'confirmed') {
    return 'at once';
  }
  if (!state.fuse) await ask(chain, running);
  if (state.fuse?.verdict !== 'held') return 'at once';
  await untilConfirmed(chain, state.fuse.why);
  return 'confirmed';
}

async function ask(chain: Chain, claims: readonly Claim[]): Promise<void> {
  const { state, call, input } = chain;
  for (const { asset, plan } of claims) {
    const rack = plan.inputs.asset.rack?.name;
    const answer = await attempt(chain, { act: ASK, during: 'Running', after: 'Done', heedsPause: false }, async () => {
      const admission = await call('fuse.admit', { ref: input.ref, asset, rack }, `${asset}: may it be given up?`);
      return { admission, message: '' };
    });
    state.steps = state.steps.filter((step) => step.name !== ASK.name);
    if (!answer) throw new Error('unreachable: the fuse is asked until it answers');
    const { admission } = answer;
    if (admission.admitted) continue;
    state.fuse = { verdict: 'held', why: inWords(admission.blown, input.ref.name) };
    return;
  }
  state.fuse = { verdict: 'admitted' };
}

async function untilConfirmed(chain: Chain, why: string): Promise<void> {
  const { state } = chain;
  show(chain, 'DeletionHeld', 'True', 'FuseBlown', why);
  showAsBefore(chain);
  show(chain, 'Reconciling', 'False', 'FuseBlown', 'waits for a confirmation; see DeletionHeld');
  const confirmed = () => state.fuse?.verdict === 'confirmed';
  while (!confirmed()) {
    state.republish = false;
    chain.publish();
    await condition(() => confirmed() || state.republish || shouldRollOver());
    if (!confirmed() && shouldRollOver()) throw new RollOver();
  }
}

function inWords({ kind, name, total, emptied, limit, window }: BlownFuse, node: string): string {
  const where = name === '' ? 'that stand in no rack' : `of ${kind} ${name}`;
  return (
    `${emptied} of ${total} machines ${where} were given up within ${window}, and the limit is ${limit}; ` +
    `the machine runs on untouched until somebody says: bedplate confirm ${node} --why TEXT`
  );
}

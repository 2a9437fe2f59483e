import { pipelines, stepsOf } from '../pipelines.ts';
import { done } from '../steps/step.ts';
import { attempt, progressOf } from './attempt.ts';
import { type Chain, indexForSearch, ownerOf } from './chain.ts';
import { contextOf } from './context-of.ts';
import type { Claim } from './state.ts';

const CLAIM = {
  name: 'schedule-asset',
  title: 'claim the asset of the machine that runs',
  condition: 'Scheduled',
  quietMs: Infinity,
} as const;
const COMPLETE = {
  name: 'adopt',
  title: 'hand the machine to the node',
  condition: 'Ready',
  quietMs: Infinity,
} as const;

/**
 * Takes over a machine that runs, without touching it: each step of the plan finds its thing and marks it as the node's.
 * What can't be found, or is another's, is said and waited for; nothing is made in its place, and nothing installed.
 */
export async function adopt(chain: Chain): Promise<void> {
  const { state } = chain;
  const claim = await claimFound(chain);
  for (const step of stepsOf(claim.plan.steps)) {
    if (progressOf(chain, step.name).state === 'Done') continue;
    const { name, condition, quietMs } = step;
    const act = { name, condition, quietMs, title: `adopt: ${step.title}` };
    await attempt(chain, { act, during: 'Running', after: 'Done', heedsPause: true }, async () => {
      const found = (await step.adopt?.(contextOf(chain, step))) ?? done('nothing to adopt');
      Object.assign(state.facts, found.facts);
      return found;
    });
  }
  await complete(chain, claim);
}

async function claimFound(chain: Chain): Promise<Claim> {
  const { state, input, call } = chain;
  if (state.claim) return state.claim;
  progressOf(chain, CLAIM.name);
  const found = await attempt(chain, { act: CLAIM, during: 'Running', after: 'Done', heedsPause: true }, async () => {
    const { namespace, name } = input.ref;
    const request = { ref: input.ref, pipelines: pipelines() };
    const claimed = await call('scheduler.adopt', request, `claim the asset of ${namespace}/${name}`);
    state.claim = claimed.claim;
    return { ...claimed, message: `${claimed.claim.asset}: ${claimed.why.join('; ')}` };
  });
  if (!found) throw new Error('unreachable: the claim is never given up');
  if (found.addresses.length > 0) state.facts.addresses = found.addresses;
  for (const step of stepsOf(found.claim.plan.steps)) progressOf(chain, step.name);
  indexForSearch(chain);
  return found.claim;
}

/** Until here the machine was nobody's of ours: a deletion took the marks off and left it as it is. */
async function complete(chain: Chain, claim: Claim): Promise<void> {
  const { state, call } = chain;
  const kept = await attempt(chain, { act: COMPLETE, during: 'Running', after: 'Done', heedsPause: true }, async () => {
    const owner = ownerOf(chain, claim);
    const adopted = await call('claim.adopted', { owner, asset: claim.asset }, `${claim.asset}: it is the node's`);
    return { adopted, message: `${claim.plan.inputs.fqdn} runs and answers; ${claim.asset} is the node's` };
  });
  if (kept) state.claim = kept.adopted;
  state.steps = state.steps.filter(({ name }) => name !== COMPLETE.name);
}

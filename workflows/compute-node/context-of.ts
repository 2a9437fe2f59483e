import type { Step, StepContext } from '../steps/step.ts';
import { progressOf } from './attempt.ts';
import { type Chain, stepContext } from './chain.ts';

/** What a step of the claim's plan sees; what it notes is shown as its message. */
export function contextOf(chain: Chain, step: Step): StepContext {
  const claim = chain.state.claim;
  if (!claim) throw new Error(`Step ${step.name} needs a claim`);
  return stepContext(chain, claim, (message) => {
    progressOf(chain, step.name).message = message;
    chain.publish();
  });
}

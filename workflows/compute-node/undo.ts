import { ApplicationFailure, patched } from '@temporalio/workflow';
import type { ReleaseRequest } from '../contract.ts';
import type { Fault } from '../failure.ts';
import { stepsOf } from '../pipelines.ts';
import type { Step, StepContext } from '../steps/step.ts';
import { attempt, progressOf } from './attempt.ts';
import { type Chain, nowText, show, stepContext } from './chain.ts';
import { type Claim, remember } from './state.ts';

/** Runs the steps that take a node down: power off, wipe. Nothing is given back before they succeeded. */
export async function runDecommission(chain: Chain, claim: Claim): Promise<void> {
  for (const step of stepsOf(claim.plan.decommission)) {
    // A machine that was given up is not booted any more, not even to wipe it.
    if (chain.state.release && step.confirmsMachine === 'WipeFailed' && patched('released-machine-is-not-wiped')) {
      tellUnconfirmed(chain, step, chain.state.release);
      continue;
    }
    await takeDown(chain, claim, step, async (context) => {
      const result = await step.run(context);
      if (result.outcome === 'start-over')
        throw ApplicationFailure.create({ type: 'Unavailable', message: result.message });
      return result;
    });
  }
}

/** Undoes a plan in reverse. A step that never ran has nothing to undo and says so. */
export async function undoSteps(chain: Chain, claim: Claim): Promise<void> {
  for (const step of stepsOf(claim.plan.steps).reverse()) {
    // Of a machine that is not the node's yet only our marks are ours.
    const undo = claim.adoption === 'Pending' ? step.disown : step.undo;
    if (!undo) {
      const progress = progressOf(chain, step.name);
      if (progress.state !== 'Pending') progress.state = 'Undone';
      continue;
    }
    await takeDown(chain, claim, step, async (context) => ({ message: await undo(context) }));
  }
}

async function takeDown(
  chain: Chain,
  claim: Claim,
  step: Step,
  run: (context: StepContext) => Promise<{ message: string }>,
): Promise<void> {
  const { state } = chain;
  const context = stepContext(chain, claim, (message) => {
    progressOf(chain, step.name).message = message;
    chain.publish();
  });
  const act = { name: step.name, title: `undo: ${step.title}` };
  const finished = await attempt(
    chain,
    {
      act,
      during: 'Undoing',
      after: 'Undone',
      heedsPause: false,
      onFault: (fault) => showIncomplete(chain, step, fault),
      giveUp: () => step.confirmsMachine !== undefined && state.release !== undefined,
    },
    () => run(context),
  );
  state.stuck = undefined;
  show(chain, 'CleanupIncomplete', 'False', 'InProgress', 'taking the node down');
  if (!finished && state.release) tellUnconfirmed(chain, step, state.release);
}

/** For the record: it outlives the node in Events, and in what the claim says of its hold. */
function tellUnconfirmed({ state }: Chain, step: Step, { by, why }: ReleaseRequest): void {
  const progress = state.steps.find(({ name }) => name === step.name);
  if (progress) {
    progress.state = 'Failed';
    progress.message = `not confirmed; released by ${by}: ${why}`;
  }
  const at = nowText();
  remember(state, {
    operation: `release ${step.name}`,
    result: 'Forced',
    startedAt: at,
    finishedAt: at,
    by,
    message: why,
  });
}

function showIncomplete(chain: Chain, step: Step, fault: Fault): void {
  const what = `${step.title}: ${fault.message}`;
  if (step.confirmsMachine) chain.state.stuck = what;
  const hint = step.confirmsMachine
    ? '; asset and addresses are kept. If the machine is known to be harmless: bedplate release --force'
    : '';
  show(chain, 'CleanupIncomplete', 'True', step.confirmsMachine ?? fault.type, `${what}${hint}`);
}

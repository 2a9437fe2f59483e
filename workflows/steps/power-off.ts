import { patched } from '@temporalio/workflow';
import { everBooted } from '../compute-node/state.ts';
import { done, type Step, type StepContext } from './step.ts';

/** First act of taking a node down: nothing is given back before the machine was seen off. */
export const powerOff: Step = {
  name: 'power-off',
  version: 1,
  confirmsMachine: 'PowerOffUnconfirmed',
  title: 'power off',

  run: async (context) => done(await switchOff(context)),
};

/** A machine that was never booted for the node is not the node's to switch: it may even be another than we thought. */
export async function switchOff({ owner, inputs, claim, call }: StepContext): Promise<string> {
  const { asset, systems } = inputs;
  if (!everBooted(claim) && patched('unbooted-machine-is-left-alone')) {
    return `${asset.name} was never booted for the node: left as it is`;
  }
  await call('bmc.powerOff', { owner, asset, waitMs: systems.timeouts.powerOff }, `${asset.name}: power off`);
  return `${asset.name} is off`;
}

import { done, type Step } from './step.ts';

/** First act of taking a node down: nothing is given back before the machine was seen off. */
export const powerOff: Step = {
  name: 'power-off',
  version: 1,
  confirmsMachine: 'PowerOffUnconfirmed',
  title: 'power off',

  async run({ owner, inputs, call }) {
    await call('bmc.powerOff', { owner, asset: inputs.asset }, `${inputs.asset.name}: power off`);
    return done(`${inputs.asset.name} is off`);
  },
};

import { done, type Step } from './step.ts';

/** Renders once to check it: whatever the checker finds stops the node before anything is powered on. */
export const renderKickstart: Step = {
  name: 'render-kickstart',
  version: 1,
  quietMs: Infinity,
  title: 'render kickstart',

  async run({ ref, inputs, facts, call }) {
    const addresses = facts.addresses ?? [];
    const { lines } = await call(
      'kickstart.check',
      { inputs, addresses, node: { namespace: ref.namespace, name: ref.name } },
      `${inputs.asset.name}: check the kickstart of ${inputs.osImage.name}`,
    );
    const { template, templateRef } = inputs.osImage;
    return done(`${templateRef ? `ConfigMap ${templateRef.namespace}/${templateRef.name}` : template}, ${lines} lines`);
  },
};

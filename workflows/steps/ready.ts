import { done, primaryAddress, type Step, type StepContext } from './step.ts';

/** How long the installed system's own call-back is waited for before its probes alone decide. */
const CALL_BACK_MS = 60_000;

/** Booted from disk, probes pass, SSH host key recorded. */
export const ready: Step = {
  name: 'ready',
  version: 1,
  condition: 'Ready',
  title: 'wait until ready',

  async run(context) {
    const { inputs, facts, heard, waitUntil, note } = context;
    note(`waiting for ${inputs.fqdn} to boot from its disk`);
    await waitUntil(() => heard('booted') !== undefined, facts.hostKey ? 0 : CALL_BACK_MS, 'its probes alone decide');
    const hostKey = heard('booted')?.detail.trim() || facts.hostKey;

    await probe(context);
    const key = hostKey ? 'SSH host key recorded' : 'SSH host key unknown: its call-back was lost';
    return done(`${inputs.fqdn} booted and answers; ${key}`, { facts: { hostKey } });
  },

  /** Only asked whether it answers. */
  async adopt(context) {
    await probe(context);
    return done(`${context.inputs.fqdn} runs and answers`);
  },
};

async function probe(context: StepContext): Promise<void> {
  const { inputs, call } = context;
  const address = primaryAddress(context, 4) ?? primaryAddress(context, 6);
  if (inputs.probes.length === 0 || !address) return;
  await call(
    'probe.pass',
    { address, ports: inputs.probes.map(({ port }) => port), proxy: inputs.systems.probes.proxy },
    `${inputs.asset.name}: probe ${inputs.fqdn}`,
  );
}

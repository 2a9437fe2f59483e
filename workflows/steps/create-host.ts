import { done, primaryAddress, type Step } from './step.ts';

/** The host in Foreman, build mode off: installing is the next step's. */
export const createHost: Step = {
  name: 'create-host',
  version: 1,
  title: 'create host',

  async run(context) {
    const { owner, inputs, call } = context;
    await call(
      'foreman.createHost',
      {
        owner,
        purpose: 'install',
        foreman: inputs.systems.foreman,
        fqdn: inputs.fqdn,
        asset: { ...inputs.asset, disks: [] },
        image: inputs.osImage,
        ip: primaryAddress(context, 4),
        ip6: primaryAddress(context, 6),
      },
      `${inputs.asset.name}: create host ${inputs.fqdn}`,
    );
    return done(inputs.fqdn);
  },

  async undo({ owner, inputs, call }) {
    const outcome = await call(
      'foreman.deleteHost',
      { owner, foreman: inputs.systems.foreman, fqdn: inputs.fqdn },
      `${inputs.asset.name}: delete host ${inputs.fqdn}`,
    );
    return `host ${inputs.fqdn}: ${outcome}`;
  },

  async adopt({ owner, inputs, call }) {
    const { name, nics } = inputs.asset;
    await call(
      'foreman.adoptHost',
      { owner, foreman: inputs.systems.foreman, fqdn: inputs.fqdn, macs: nics.map(({ mac }) => mac) },
      `${name}: mark host ${inputs.fqdn}`,
    );
    return done(`host ${inputs.fqdn} is there, and marked`);
  },

  async disown({ owner, inputs, call }) {
    const { systems, fqdn, asset } = inputs;
    await call('foreman.disownHost', { owner, foreman: systems.foreman, fqdn }, `${asset.name}: unmark host ${fqdn}`);
    return `host ${fqdn} bears no mark of ours`;
  },
};

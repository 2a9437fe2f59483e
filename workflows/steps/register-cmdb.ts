import { done, type Step } from './step.ts';

export const registerCmdb: Step = {
  name: 'register-cmdb',
  version: 1,
  condition: 'Registered',
  title: 'register in the CMDB',

  async run({ owner, inputs, facts, call }) {
    const asset = { ...inputs.asset, disks: [] };
    await call(
      'cmdb.register',
      { owner, cmdb: inputs.systems.cmdb, asset, fqdn: inputs.fqdn, addresses: facts.addresses ?? [] },
      `${asset.name}: register in the CMDB`,
    );
    return done(`device ${asset.name} is Active`);
  },

  async undo({ owner, inputs, call }) {
    const { name, availabilityZone } = inputs.asset;
    const outcome = await call(
      'cmdb.unregister',
      { owner, cmdb: inputs.systems.cmdb, device: name, location: availabilityZone ?? '' },
      `${name}: back to inventory in the CMDB`,
    );
    return `device ${name}: ${outcome}`;
  },

  async adopt({ owner, inputs, call }) {
    const { name, availabilityZone = '' } = inputs.asset;
    const addresses = await call(
      'cmdb.adoptDevice',
      { owner, cmdb: inputs.systems.cmdb, device: name, location: availabilityZone },
      `${name}: mark its device in the CMDB`,
    );
    return done(`device ${name} is there, and marked with ${addresses.join(', ') || 'no address'}`);
  },

  async disown({ owner, inputs, call }) {
    const { name, availabilityZone = '' } = inputs.asset;
    await call(
      'cmdb.disownDevice',
      { owner, cmdb: inputs.systems.cmdb, device: name, location: availabilityZone },
      `${name}: unmark its device in the CMDB`,
    );
    return `device ${name} bears no mark of ours`;
  },
};

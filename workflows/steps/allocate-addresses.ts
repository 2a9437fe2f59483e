import { done, type Step } from './step.ts';

/** One address for each network device and family, all or nothing. */
export const allocateAddresses: Step = {
  name: 'allocate-addresses',
  version: 1,
  condition: 'AddressesAllocated',
  quietMs: Infinity,
  title: 'allocate addresses',

  async run({ ref, inputs, call }) {
    const { name, nics } = inputs.asset;
    const addresses = await call('ipam.allocate', { ref, asset: { name, nics } }, `${name}: allocate addresses`);
    return done(addresses.map(({ address }) => address).join(', ') || 'no device wants an address', {
      facts: { addresses },
    });
  },

  async undo({ ref, call, inputs }) {
    const released = await call('ipam.release', { ref }, `${inputs.asset.name}: release addresses`);
    return `${released} addresses rest in quarantine`;
  },
};

import { withSubnets } from '../../api/planned-subnets.ts';
import type { NodeAddress } from '../../api/plan.ts';
import { done, type Step, type StepContext } from './step.ts';

/** One address for each network device and family, all or nothing. */
export const allocateAddresses: Step = {
  name: 'allocate-addresses',
  version: 1,
  condition: 'AddressesAllocated',
  quietMs: Infinity,
  title: 'allocate addresses',

  async run(context) {
    const { ref, inputs, call } = context;
    const { name, nics } = inputs.asset;
    const addresses = await call('ipam.allocate', { ref, asset: { name, nics } }, `${name}: allocate addresses`);
    planSubnets(context, addresses);
    return done(addresses.map(({ address }) => address).join(', ') || 'no device wants an address', {
      facts: { addresses },
    });
  },

  async undo({ ref, call, inputs }) {
    const released = await call('ipam.release', { ref }, `${inputs.asset.name}: release addresses`);
    return `${released} addresses rest in quarantine`;
  },
};

/** The L2 domain may have got a subnet since the claim was made: its plan has it from now on, as the AssetClaim does. */
function planSubnets({ claim, inputs, keep }: StepContext, addresses: readonly NodeAddress[]): void {
  const nics = withSubnets(inputs.asset.nics, addresses);
  if (nics === inputs.asset.nics) return;
  keep({ ...claim, plan: { ...claim.plan, inputs: { ...inputs, asset: { ...inputs.asset, nics } } } });
}

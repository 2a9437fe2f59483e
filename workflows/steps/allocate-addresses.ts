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
    const asset = { name, nics };
    const given = isChosenByCmdb(context) ? { ref, asset, reserved: await reserve(context) } : { ref, asset };
    const addresses = await call('ipam.allocate', given, `${name}: allocate addresses`);
    planSubnets(context, addresses);
    return done(addresses.map(({ address }) => address).join(', ') || 'no device wants an address', {
      facts: { addresses },
    });
  },

  async undo(context) {
    const { ref, call, inputs } = context;
    const { name } = inputs.asset;
    if (isChosenByCmdb(context)) {
      const { cmdb } = inputs.systems;
      await call('cmdb.releaseAddresses', { ref, cmdb }, `${name}: release its addresses in the CMDB`);
    }
    // Last: the claims are what keeps others from using them.
    return release(context);
  },

  /** Those that the machine has, and no other. */
  async adopt({ ref, inputs, call }) {
    const { name, nics } = inputs.asset;
    const addresses = await call('ipam.adopt', { ref, asset: { name, nics } }, `${name}: claim its addresses`);
    return done(addresses.map(({ address }) => address).join(', '), { facts: { addresses } });
  },

  disown: release,
};

function isChosenByCmdb({ inputs }: StepContext): boolean {
  return inputs.systems.ipam?.type === 'nautobot';
}

function reserve({ ref, inputs, call }: StepContext) {
  const { name, nics } = inputs.asset;
  const { cmdb } = inputs.systems;
  return call('cmdb.reserveAddresses', { ref, cmdb, asset: { name, nics } }, `${name}: let the CMDB choose addresses`);
}

/** The L2 domain may have got a subnet since the claim was made: its plan has it from now on, as the AssetClaim does. */
function planSubnets({ claim, inputs, keep }: StepContext, addresses: readonly NodeAddress[]): void {
  const nics = withSubnets(inputs.asset.nics, addresses);
  if (nics === inputs.asset.nics) return;
  keep({ ...claim, plan: { ...claim.plan, inputs: { ...inputs, asset: { ...inputs.asset, nics } } } });
}

async function release({ ref, call, inputs }: StepContext): Promise<string> {
  const released = await call('ipam.release', { ref }, `${inputs.asset.name}: release addresses`);
  return `${released} addresses rest in quarantine`;
}

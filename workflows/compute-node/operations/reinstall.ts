import { drain, undrain } from './drain.ts';
import { shutDown } from './machine.ts';
import type { NodeOperationPlan, OperationStep } from './operation.ts';

/** A new permit for the same machine, with what Flavor and image say today. */
const renew: OperationStep = {
  name: 'renew-permit',
  title: 'renew the permit',
  state: 'Running',
  touches: true,

  async run({ ref, claim, request, call, keep }) {
    const { asset, installId } = claim;
    const renewed = await call('claim.reinstall', { ref, asset, installId }, `${request.type} ${asset}: new permit`);
    keep(renewed);
    return { message: `${asset} is installed under a new permit`, provisions: true };
  },
};

/** The same machine and addresses, installed anew; disks that the Flavor keeps stay as they are. */
export const reinstall: NodeOperationPlan = {
  type: 'Reinstall',
  disrupts: true,
  leaves: 'up',
  steps: [drain, shutDown(() => 'surely'), renew, undrain],
};

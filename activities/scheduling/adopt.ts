import { isAlreadyExists } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { liveNode } from '../claims/permit.ts';
import { plannedClaim } from '../claims/planned-claim.ts';
import { Failure } from '../failure.ts';
import { boundAddresses } from '../ipam/bound-addresses.ts';
import { nodeAddresses } from '../kickstart/node-addresses.ts';
import { type Claimed, claimObject, copyTopology, heldClaim, type SchedulingDeps } from './activities.ts';
import { choosePlan, type Pipelines } from './choose-plan.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

export function adoptionActivities({ client, fleet, requireMemory }: SchedulingDeps) {
  return {
    /**
     * Claims the machine that a node is to take over: its permit to install is used up from the start, so that nothing
     * ever boots it under this claim. A node that holds one keeps it.
     */
    async 'scheduler.adopt'({ ref, pipelines }: { ref: NodeKey; pipelines: Pipelines }): Promise<Claimed> {
      await fleet.synced;
      await requireMemory();
      const who = `ComputeNode ${ref.namespace}/${ref.name}`;
      const held = await heldClaim(client, ref.uid);
      const node = await liveNode(client, ref);
      if (!node) throw new Failure('NotFound', `There is no ${who} of uid ${ref.uid}`);
      if (!held && node.metadata.deletionTimestamp)
        throw new Failure('Conflict', `${who} is being deleted: nothing is adopted for it`);
      const claim = held ?? (await claimFound(node, pipelines));
      if (claim.spec.adoption === undefined) {
        throw new Failure('Conflict', `${who} holds ${claim.metadata.name} to install it: it is not adopted as well`);
      }
      const planned = plannedClaim(claim);
      await copyTopology(client, node, planned.plan.inputs.asset.labels);
      const addresses = held ? await boundAddresses(client, ref.uid) : [];
      return { claim: planned, why: claim.spec.why, addresses: nodeAddresses(planned.plan.inputs, addresses) };
    },
  };

  async function claimFound(node: ComputeNode, pipelines: Pipelines): Promise<AssetClaim> {
    const { adopt, assetName } = node.spec;
    if (!adopt || !assetName) {
      throw new Failure(
        'InvalidInput',
        `ComputeNode ${node.metadata.name} must name both the host that it adopts (spec.adopt.host) and its asset (spec.assetName)`,
      );
    }
    const choice = choosePlan(node, pipelines, fleet.view);
    if (choice.kind === 'refused') throw new Failure(choice.type, choice.message, { waitsFor: choice.waitsFor });
    const { fqdn } = choice.planned.plan.inputs;
    if (fqdn !== adopt.host) {
      throw new Failure(
        'InvalidInput',
        `On asset ${assetName} the node would be called ${fqdn}, and the host that it adopts is ${adopt.host}: correct spec.hostname, or the domain of the asset's subnet`,
      );
    }
    const wanted = claimObject(node, { ...choice.planned, why: [`adopts ${fqdn}, which runs on it`] });
    const claim = { ...wanted, spec: { ...wanted.spec, booted: true, adoption: 'Pending' as const } };
    try {
      const made = await client.create(assetClaim, claim);
      fleet.observeNode(node);
      fleet.observeClaim(made);
      return made;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const winner = await client.get(assetClaim, { name: assetName });
      if (winner) fleet.observeClaim(winner);
      throw new Failure('RaceLost', `Asset ${assetName} was claimed by somebody else just now`);
    }
  }
}

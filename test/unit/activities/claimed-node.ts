import { claimActivities } from '../../../activities/claims/activities.ts';
import type { PlannedClaim } from '../../../activities/claims/planned-claim.ts';
import type { InstallSlots } from '../../../activities/ports/install-slots.ts';
import { type SchedulingDeps, schedulingActivities } from '../../../activities/scheduling/activities.ts';
import { NODE_FINALIZER } from '../../../api/groups.ts';
import { assetClaim, type AssetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import type { Owner } from '../../../api/owner.ts';
import { aloneAtWork } from './alone-at-work.ts';
import { buildDatacenter, type Datacenter } from '../../workflow/dsl/datacenter.ts';

const STEPS = [{ name: 'install', version: 1 }];
export const PIPELINES = { native: { steps: STEPS, decommission: STEPS } };

export interface Ref {
  namespace: string;
  name: string;
  uid: string;
}

/** Nobody waits, ever. */
export const FREE_SLOTS: InstallSlots = { take: async () => ({ kind: 'taken' }), giveBack: async () => undefined };

let datacenter: Datacenter | undefined;

/** A datacenter for one test; it is taken down after it. */
export async function aDatacenter(assets = 1): Promise<Datacenter> {
  datacenter = await buildDatacenter({ assets });
  return datacenter;
}

afterEach(() => {
  datacenter?.stop();
  datacenter = undefined;
});

export async function aNodeIn({ cluster }: Datacenter, name = 'web-1'): Promise<Ref> {
  const { metadata } = await cluster.create(computeNode, {
    metadata: { name, namespace: 'default', finalizers: [NODE_FINALIZER] },
    spec: { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' } },
  });
  return { namespace: 'default', name, uid: metadata.uid ?? '' };
}

export interface ClaimedNode {
  ref: Ref;
  owner: Owner;
  claim: PlannedClaim;
}

/** A node that holds an asset, as the scheduler gave it. */
export async function aClaimedNode(place: Datacenter, name = 'web-1'): Promise<ClaimedNode> {
  const ref = await aNodeIn(place, name);
  const { claim } = await schedulingOf(place)['scheduler.claim']({ ref, pipelines: PIPELINES });
  return { ref, owner: { ...ref, installId: claim.installId }, claim };
}

export function schedulingOf({ cluster, fleet }: Datacenter, others: Partial<SchedulingDeps> = {}) {
  return schedulingActivities({
    client: cluster,
    fleet,
    requireMemory: async () => undefined,
    ...aloneAtWork(fleet),
    ...others,
  });
}

export function claimsOf({ cluster, fleet }: Datacenter, slots = FREE_SLOTS) {
  return claimActivities({ client: cluster, fleet, slots });
}

export function readClaim({ cluster }: Datacenter, asset = 'r1-a01'): Promise<AssetClaim | undefined> {
  return cluster.get(assetClaim, { name: asset });
}

export const conflict = (words: string) => ({ type: 'Conflict', message: expect.stringContaining(words) as string });

import { randomUUID } from 'node:crypto';
import { type ClusterClient, isAlreadyExists } from '../../api/cluster/index.ts';
import {
  ASSET_CLAIM_FINALIZER,
  CLAIM_NAMESPACE_LABEL,
  CLAIM_NODE_LABEL,
  CLAIM_UID_LABEL,
  POOL_LABEL,
  TOPOLOGY_PREFIX,
} from '../../api/groups.ts';
import type { WaitsFor } from '../../api/failures.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { apiVersionOf } from '../../api/kinds/kind.ts';
import type { IPAddress } from '../../api/kinds/network.ts';
import type { NodeAddress } from '../../api/plan.ts';
import { liveNode } from '../claims/permit.ts';
import { plannedClaim, type PlannedClaim } from '../claims/planned-claim.ts';
import { Failure } from '../failure.ts';
import { type Fleet, heldBy } from '../fleet/fleet.ts';
import { previewAllocation } from '../ipam/preview-allocation.ts';
import { boundAddresses } from '../ipam/bound-addresses.ts';
import { nodeAddresses } from '../kickstart/node-addresses.ts';
import type { AssumedClaims } from './assumed-claims.ts';
import { kickstartInWords } from '../kickstart/in-words.ts';
import { placedBesides } from './placed-besides.ts';
import { choosePlan, type Pipelines, type Planned } from './choose-plan.ts';
import type { WaitingRoom } from './waiting/waiting-room.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

export interface Claimed {
  claim: PlannedClaim;
  why: string[];
  /** Held already, when an earlier attempt got that far. */
  addresses: NodeAddress[];
}

export interface Preview {
  asset: string;
  why: string[];
  losers: { reason: string; count: number }[];
  addresses: PreviewedAddress[];
  /** What its kickstart would do, in words. */
  kickstart: string[];
}

export interface PreviewedAddress {
  device: string;
  address: string;
  subnet: string;
  vpc: string;
}

/** A node that is seen as placed already, though it is not. */
export interface PlacedBefore {
  node: ComputeNode;
  asset: string;
  addresses: PreviewedAddress[];
}

export interface SchedulingDeps {
  client: ClusterClient;
  fleet: Fleet;
  assumed: AssumedClaims;
  waiting: Pick<WaitingRoom, 'enter' | 'leave'>;
  /** Throws when the apiserver can't be relied on to know what is claimed. */
  requireMemory: () => Promise<void>;
  /** Throws unless this process is the one that schedules: right before each claim, however long a choice took. */
  requireSeat: () => void;
  /** Told how many milliseconds a choice took. */
  onChoice?: (ms: number) => void;
}

interface PreviewRequest {
  node: ComputeNode;
  pipelines: Pipelines;
  earlier?: PlacedBefore[];
}

export function schedulingActivities(deps: SchedulingDeps) {
  const { client, fleet, assumed, waiting, requireMemory, requireSeat, onChoice } = deps;
  return {
    /** Chooses an asset and claims it; a node that holds one keeps it. */
    async 'scheduler.claim'({ ref, pipelines }: { ref: NodeKey; pipelines: Pipelines }): Promise<Claimed> {
      await fleet.synced;
      await requireMemory();
      const held = await heldClaim(client, ref.uid);
      const node = await liveNode(client, ref);
      if (!node)
        throw new Failure('NotFound', `There is no ComputeNode ${ref.namespace}/${ref.name} of uid ${ref.uid}`);
      if (!held && node.metadata.deletionTimestamp) {
        throw new Failure(
          'Conflict',
          `ComputeNode ${ref.namespace}/${ref.name} is being deleted: no asset is claimed for it`,
        );
      }
      if (node.spec.adopt) {
        throw new Failure(
          'Conflict',
          `ComputeNode ${ref.namespace}/${ref.name} is to adopt ${node.spec.adopt.host}: no machine is installed for it`,
        );
      }
      // Not before: what it was woken for is kept from the others until it is assumed to be its own.
      waiting.leave(ref.uid);
      if (held) observe(node, held);
      const claim = held ?? (await claimOne(node, pipelines));
      const planned = plannedClaim(claim);
      await copyTopology(client, node, planned.plan.inputs.asset.labels);
      const addresses = held ? await boundAddresses(client, ref.uid) : [];
      return { claim: planned, why: claim.spec.why, addresses: nodeAddresses(planned.plan.inputs, addresses) };
    },

    /** What `scheduler.claim` would choose now. Writes nothing. */
    async 'scheduler.preview'({ node, pipelines, earlier = [] }: PreviewRequest): Promise<Preview> {
      await fleet.synced;
      const held = node.metadata.uid ? await heldClaim(client, node.metadata.uid) : undefined;
      if (held) return previewOf(held, await boundAddresses(client, held.spec.nodeRef.uid));
      const besides = placedBesides(fleet.view);
      for (const before of earlier) besides.put(before.asset, before.node);
      const planned = settled(choosePlan(node, pipelines, besides.view));
      const { inputs } = planned.plan;
      // The CMDB is not asked: it would reserve what it answers.
      const isForetold = inputs.systems.ipam?.type !== 'nautobot';
      const allocation = withTaken(earlier, fleet.addressBook, () =>
        isForetold ? previewAllocation(node.metadata, inputs.asset.nics, fleet.addressBook) : [],
      );
      return {
        asset: planned.asset,
        why: planned.why,
        losers: planned.losers(),
        addresses: allocation.map(({ device, address, subnet }) => {
          return { device, address, subnet: subnet.name, vpc: subnet.vpc };
        }),
        kickstart: kickstartInWords(inputs),
      };
    },
  };

  /** Somebody else may be faster with an asset: then the next one is tried, with that claim seen. */
  async function claimOne(node: ComputeNode, pipelines: Pipelines): Promise<AssetClaim> {
    const { namespace, name, uid = '' } = node.metadata;
    for (;;) {
      const doubted = assumed.assetOf(uid);
      // A second asset would be nobody's when the first claim arrives after all.
      if (doubted !== undefined) {
        throw new Failure(
          'RaceLost',
          `Whether ComputeNode ${namespace}/${name} has asset ${doubted} is not known yet: the apiserver gave no answer`,
        );
      }
      const began = performance.now();
      const choice = choosePlan(node, pipelines, assumed.view);
      onChoice?.(performance.now() - began);
      // What is only assumed may come free again without a change that anybody would see.
      if (choice.kind === 'refused' && choice.type === 'Exhausted' && assumed.any()) {
        throw new Failure('RaceLost', `${choice.message}; some of them are being claimed just now`);
      }
      if (choice.kind === 'refused' && choice.helpedBy) waiting.enter(node, choice.helpedBy);
      const planned = settled(choice);
      const wanted = claimObject(node, planned);
      requireSeat();
      try {
        return await assumed.during(planned.asset, node, async () => {
          const claim = await client.create(assetClaim, wanted);
          observe(node, claim);
          return claim;
        });
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const winner = await client.get(assetClaim, { name: planned.asset });
        if (winner) observe(await liveNode(client, winner.spec.nodeRef), winner);
        if (winner?.spec.nodeRef.uid === uid && !winner.spec.hold) return winner;
      }
    }
  }

  /** With its node's labels, so that whoever is scheduled next sees whom it must keep away from. */
  function observe(node: ComputeNode | undefined, claim: AssetClaim): void {
    if (node) fleet.observeNode(node);
    fleet.observeClaim(claim);
  }
}

export async function heldClaim(client: ClusterClient, uid: string): Promise<AssetClaim | undefined> {
  const { items } = await client.list(assetClaim, heldBy(uid));
  // One that somebody deleted still stands while its finalizer does: the machine behind it is this node's.
  return items.find(({ spec }) => spec.hold === undefined);
}

function previewOf(claim: AssetClaim, held: readonly IPAddress[]): Preview {
  const why = ['the node holds it already', ...claim.spec.why];
  const { inputs } = plannedClaim(claim).plan;
  const addresses = nodeAddresses(inputs, held).map(({ device, address, subnet }) => {
    return { device, address, subnet: subnet.name, vpc: subnet.vpc };
  });
  return { asset: claim.metadata.name, why, losers: [], addresses, kickstart: kickstartInWords(inputs) };
}

/** Nobody else sees them as taken: all of it is one turn of the event loop. */
function withTaken<T>(earlier: readonly PlacedBefore[], book: Fleet['addressBook'], work: () => T): T {
  const free = earlier.flatMap(({ addresses }) => addresses.filter(({ vpc, address }) => !book.isTaken(vpc, address)));
  for (const { vpc, address } of free) book.assume(vpc, address);
  try {
    return work();
  } finally {
    for (const { vpc, address } of free) book.letGo(vpc, address);
  }
}

function settled(choice: ReturnType<typeof choosePlan>): Planned {
  if (choice.kind === 'planned') return choice.planned;
  const waitsFor: WaitsFor[] = choice.waitsFor;
  throw new Failure(choice.type, choice.message, { waitsFor });
}

export function claimObject(node: ComputeNode, { asset, plan, why }: Planned): AssetClaim {
  const { namespace = '', name, uid = '' } = node.metadata;
  return {
    apiVersion: apiVersionOf(assetClaim),
    kind: assetClaim.kind,
    metadata: {
      name: asset,
      finalizers: [ASSET_CLAIM_FINALIZER],
      labels: {
        ...poolLabel(node),
        [CLAIM_UID_LABEL]: uid,
        [CLAIM_NODE_LABEL]: name.slice(0, 63),
        [CLAIM_NAMESPACE_LABEL]: namespace,
      },
    },
    spec: {
      nodeRef: { namespace, name, uid },
      installId: randomUUID(),
      booted: false,
      attempt: 1,
      plan: { ...plan, inputs: { ...plan.inputs } },
      why,
    },
  };
}

function poolLabel({ metadata }: ComputeNode): Record<string, string> {
  const pool = metadata.labels?.[POOL_LABEL];
  return pool ? { [POOL_LABEL]: pool } : {};
}

const MAX_LABEL = 63;

/** Racks and switches become labels of the node, for selectors, budgets and rollouts. */
export async function copyTopology(
  client: ClusterClient,
  node: ComputeNode,
  labels: Record<string, string>,
): Promise<void> {
  // The name of an object may be longer than a label can be.
  const topology = Object.entries(labels).filter(
    ([key, value]) => key.startsWith(TOPOLOGY_PREFIX) && value.length <= MAX_LABEL,
  );
  const missing = topology.filter(([key, value]) => node.metadata.labels?.[key] !== value);
  if (missing.length === 0) return;
  await client.mergePatch(computeNode, node.metadata, { metadata: { labels: Object.fromEntries(missing) } });
}

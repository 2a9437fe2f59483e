import type { ClusterClient } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';
import { parsePlanInputs } from '../kickstart/plan-inputs.ts';
import type { PlanInputs } from '../../api/plan.ts';

export interface LiveNode {
  namespace: string;
  name: string;
  /** Ready, and not being deleted: everything of it must be in place. */
  settled: boolean;
}

export interface LiveClaim {
  asset: string;
  node: { namespace: string; name: string; uid: string };
  installId: string;
  /** Held back on purpose, until a person deletes the claim. */
  heldBack: boolean;
  /** Undefined when this version can't read them. */
  inputs: PlanInputs | undefined;
}

export interface LiveAddress {
  name: string;
  address: string;
  node: { namespace: string; name: string; uid: string };
  device: string;
  /** Given back already; it only rests. */
  resting: boolean;
}

/** What the apiserver knows at one moment. */
export interface Live {
  nodes: ReadonlyMap<string, LiveNode>;
  claims: readonly LiveClaim[];
  addresses: readonly LiveAddress[];
}

export async function readLive(client: ClusterClient): Promise<Live> {
  const nodes = await client.list(computeNode);
  const claims = await client.list(assetClaim);
  const addresses = await client.list(ipAddressKind);
  return {
    nodes: new Map(nodes.items.map((node) => [node.metadata.uid ?? '', liveNode(node)])),
    claims: claims.items.map(liveClaim),
    addresses: addresses.items.map(liveAddress),
  };
}

function liveNode({ metadata, status }: ComputeNode): LiveNode {
  const isReady = (status.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');
  const { namespace = '', name, deletionTimestamp } = metadata;
  return { namespace, name, settled: isReady && deletionTimestamp === undefined };
}

function liveClaim({ metadata, spec }: AssetClaim): LiveClaim {
  const heldBack = spec.hold !== undefined && spec.hold.phase !== 'Cleaning';
  return {
    asset: metadata.name,
    node: spec.nodeRef,
    installId: spec.installId,
    heldBack,
    inputs: readInputs(spec.plan.inputs, metadata.name),
  };
}

function readInputs(inputs: object, asset: string): PlanInputs | undefined {
  try {
    return parsePlanInputs(inputs, asset);
  } catch {
    return undefined;
  }
}

function liveAddress({ metadata, spec }: IPAddress): LiveAddress {
  return {
    name: metadata.name,
    address: spec.address,
    node: spec.claimRef,
    device: spec.claimRef.device,
    resting: metadata.deletionTimestamp !== undefined,
  };
}

/** The claim that stands for the machine of a node. */
export function claimOf(live: Live, uid: string): LiveClaim | undefined {
  return live.claims.find(({ node, heldBack }) => node.uid === uid && !heldBack);
}

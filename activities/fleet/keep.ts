import { POOL_LABEL } from '../../api/groups.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ObjectMeta, Resource } from '../../api/kinds/kind.ts';

/** Gives one object, or one text, for all that are equal. */
export type Share = <T>(value: T) => T;

/** More different ones than this are not shared for ever: what is not equal to many others is not worth it. */
const MOST_SHARED = 50_000;

export function createSharer(): Share {
  const known = new Map<string, unknown>();
  return <T>(value: T): T => {
    const isText = typeof value === 'string';
    if (!isText && (typeof value !== 'object' || value === null)) return value;
    const key = isText ? value : JSON.stringify(value);
    const same = known.get(key);
    if (same !== undefined) return same as T;
    if (known.size >= MOST_SHARED) known.clear();
    known.set(key, value);
    return value;
  };
}

/** An object without what only the apiserver and kubectl need, which is more than half of many. */
export function keepObject<T extends Resource>(object: T): T {
  return { ...object, metadata: keepMeta(object.metadata) };
}

function keepMeta(meta: ObjectMeta): ObjectMeta {
  const { name, namespace, uid, generation, resourceVersion, labels } = meta;
  const { creationTimestamp, deletionTimestamp, finalizers, annotations } = meta;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    generation,
    resourceVersion,
    creationTimestamp,
    ...(labels && { labels }),
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
    ...(finalizers && { finalizers }),
    ...(annotations && { annotations }),
  };
}

/** Written out, as the objects below are: one with parts spread into it takes half as much memory again. */
function keepSmallMeta(meta: ObjectMeta, share: Share): ObjectMeta {
  const { name, uid, generation, resourceVersion, creationTimestamp, labels, deletionTimestamp } = meta;
  const small = { name, uid, generation, resourceVersion, creationTimestamp: share(creationTimestamp) };
  if (deletionTimestamp !== undefined) return { ...small, labels, deletionTimestamp };
  return labels ? { ...small, labels } : small;
}

/** Without its status, and with equal parts in common: of 100,000 machines most are alike. */
export function keepAsset(asset: ComputeAsset, share: Share): ComputeAsset {
  const { bmc, metadata } = asset;
  return {
    apiVersion: share(asset.apiVersion),
    kind: share(asset.kind),
    // Nobody asks for its uid: an asset is known by its name.
    metadata: keepSmallMeta({ ...metadata, uid: undefined, labels: share(metadata.labels) }, share),
    availabilityZone: share(asset.availabilityZone),
    manufacturer: share(asset.manufacturer),
    model: share(asset.model),
    serialNumber: asset.serialNumber,
    rack: asset.rack && { ...asset.rack, name: share(asset.rack.name) },
    devices: asset.devices.map((device) => keepDevice(device, share)),
    cpu: share(asset.cpu),
    memory: share(asset.memory),
    firmware: share(asset.firmware),
    taints: share(asset.taints),
    allowedNamespaces: share(asset.allowedNamespaces),
    bmc: bmc && { ...bmc, credentialsSecretRef: share(bmc.credentialsSecretRef) },
  };
}

type Device = ComputeAsset['devices'][number];

function keepDevice(device: Device, share: Share): Device {
  const { l2Domain } = device;
  if (!l2Domain) return share(device);
  const { name, macAddress, networkSwitch } = l2Domain;
  const attached = { name: share(name), macAddress, networkSwitch: share(networkSwitch) };
  return { function: device.function, index: device.index, l2Domain: attached };
}

/** Who holds it, of which pool it is, and whether it is held back. All else is read from the apiserver by those who go by it. */
export function keepClaim(claim: AssetClaim, share: Share): AssetClaim {
  const { nodeRef, hold, booted, attempt } = claim.spec;
  const pool = claim.metadata.labels?.[POOL_LABEL];
  const labels = pool === undefined ? undefined : share({ [POOL_LABEL]: pool });
  return {
    apiVersion: share(claim.apiVersion),
    kind: share(claim.kind),
    metadata: keepSmallMeta({ ...claim.metadata, labels }, share),
    spec: {
      nodeRef: { namespace: share(nodeRef.namespace), name: nodeRef.name, uid: nodeRef.uid },
      hold,
      booted,
      attempt,
      installId: '',
      plan: NO_PLAN,
      why: NOTHING,
    },
  };
}

const NO_PLAN: AssetClaim['spec']['plan'] = { provider: '', steps: [], decommission: [], inputs: {} };
const NOTHING: string[] = [];

/** What racks, networks and zones are, without what is said of them. */
export function keepPlace<T extends Resource>(object: T, share: Share): T {
  const { apiVersion, kind, metadata } = object;
  const [version, named] = [share(apiVersion), share(kind)];
  return { ...object, apiVersion: version, kind: named, metadata: keepSmallMeta(metadata, share), status: undefined };
}

/** The conditions that pools and budgets go by. */
const READ: readonly string[] = ['Ready', 'Stalled', 'Provisioned', 'DeletionHeld'];

/** What is wished, and of its status only what it waits for and how it fares. */
export function keepNode(node: ComputeNode, share: Share): ComputeNode {
  const { affinity, topologySpread, tolerations, nodeSelector, sshKeys, osImage } = node.spec;
  const { observedGeneration, revision, waitsFor } = node.status;
  const conditions = node.status.conditions?.filter(({ type }) => READ.includes(type));
  return {
    ...node,
    metadata: keepMeta(node.metadata),
    spec: {
      ...node.spec,
      affinity: share(affinity),
      topologySpread: share(topologySpread),
      tolerations: share(tolerations),
      nodeSelector: share(nodeSelector),
      sshKeys: share(sshKeys),
      osImage: share(osImage),
    },
    status: {
      observedGeneration,
      ...(revision !== undefined && { revision }),
      ...(waitsFor && { waitsFor }),
      ...(conditions && { conditions }),
    },
  };
}

import { isDeepStrictEqual } from 'node:util';
import type { StoreChange } from '../../api/cluster/index.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { StandingClaim } from './fleet-view.ts';

/** What can change in the fleet so that a node which found no asset finds one. */
export const FLEET_EVENTS = [
  'asset-came',
  'asset-went',
  'asset-labels',
  'asset-taints',
  'asset-namespaces',
  'asset-hardware',
  'claim-made',
  'claim-ended',
  'node-labels',
  'flavor',
  'image',
  'provider',
  'network',
] as const;
export type FleetEvent = (typeof FLEET_EVENTS)[number];

/** What can change which assets could serve at all. */
export const ELIGIBILITY_EVENTS = [
  'asset-went',
  'asset-labels',
  'asset-taints',
  'asset-namespaces',
  'asset-hardware',
  'flavor',
  'network',
] as const satisfies readonly FleetEvent[];

/** A change of one object that the fleet watches. */
export type FleetChange =
  | { kind: 'ComputeAsset'; change: StoreChange<ComputeAsset> }
  | { kind: 'AssetClaim'; change: StoreChange<StandingClaim> }
  | { kind: 'ComputeNode'; change: StoreChange<ComputeNode> }
  | { kind: 'another'; change: StoreChange<Resource> };

/** What a change means to those who wait; nothing for most statuses. */
export function eventsOf({ kind, change }: FleetChange): FleetEvent[] {
  switch (kind) {
    case 'ComputeAsset':
      return assetEvents(change);
    case 'AssetClaim':
      return claimEvents(change);
    case 'ComputeNode':
      return hasNewLabels(change) ? ['node-labels'] : [];
    default:
      return specEvents(change.object, change);
  }
}

/** What a new spec of an object of these kinds means. */
const MEANINGS: Readonly<Record<string, FleetEvent>> = {
  Flavor: 'flavor',
  OSImage: 'image',
  ComputeProvider: 'provider',
  Subnet: 'network',
  L2Domain: 'network',
  Rack: 'network',
  Route: 'network',
  Switch: 'network',
  AvailabilityZone: 'network',
  NetworkZone: 'network',
  VPC: 'network',
};

function specEvents({ kind }: Resource, change: StoreChange<Resource>): FleetEvent[] {
  const meaning = MEANINGS[kind];
  return meaning && isSpecChange(change) ? [meaning] : [];
}

function assetEvents(change: StoreChange<ComputeAsset>): FleetEvent[] {
  if (change.type === 'delete') return ['asset-went'];
  const { object, previous } = change;
  if (!previous) return ['asset-came'];
  const events: FleetEvent[] = [];
  if (!isDeepStrictEqual(object.taints, previous.taints)) events.push('asset-taints');
  if (!isDeepStrictEqual(object.allowedNamespaces, previous.allowedNamespaces)) events.push('asset-namespaces');
  if (!isDeepStrictEqual(placeOf(object), placeOf(previous))) events.push('asset-labels');
  const isOther = object.metadata.generation !== previous.metadata.generation;
  if (isOther && !isDeepStrictEqual(hardwareOf(object), hardwareOf(previous))) events.push('asset-hardware');
  return events;
}

/** What its labels come from. */
function placeOf({ metadata: { labels }, rack, availabilityZone, devices }: ComputeAsset): unknown {
  return { labels, rack: rack?.name, availabilityZone, networks: devices.map(({ l2Domain }) => l2Domain) };
}

function hardwareOf({ devices, cpu, memory, firmware, bmc, rack }: ComputeAsset): unknown {
  return { devices, cpu, memory, firmware, bmc, rack };
}

/** A claim that is held for repair or cleaning stands in nobody's way any more, though its asset is not free. */
function claimEvents(change: StoreChange<StandingClaim>): FleetEvent[] {
  if (change.type === 'delete') return ['claim-ended'];
  const { object, previous } = change;
  if (!previous) return ['claim-made'];
  return object.spec.hold && !previous.spec.hold ? ['claim-ended'] : [];
}

function hasNewLabels(change: StoreChange<ComputeNode>): boolean {
  if (change.type === 'delete' || !change.previous) return false;
  return !isDeepStrictEqual(change.object.metadata.labels, change.previous.metadata.labels);
}

function isSpecChange(change: StoreChange<Resource>): boolean {
  if (change.type === 'delete' || !change.previous) return true;
  return change.object.metadata.generation !== change.previous.metadata.generation;
}

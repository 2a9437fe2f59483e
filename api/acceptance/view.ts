import type { ComputeAsset } from '../kinds/compute-asset.ts';
import type { ObjectMeta } from '../kinds/kind.ts';
import type { L2Domain, Subnet, VPC } from '../kinds/network.ts';
import type { Rack, Switch } from '../kinds/rack.ts';
import type { Route } from '../kinds/route.ts';
import type { AvailabilityZone, NetworkZone } from '../kinds/zones.ts';

/** The kinds of which an object may not be used because of others. */
export interface AcceptedKinds {
  AvailabilityZone: AvailabilityZone;
  NetworkZone: NetworkZone;
  VPC: VPC;
  Rack: Rack;
  Switch: Switch;
  Subnet: Subnet;
  Route: Route;
  L2Domain: L2Domain;
  ComputeAsset: ComputeAsset;
}
export type AcceptedKind = keyof AcceptedKinds;

/** The other objects. Each lookup must cost no more than the objects that it answers. */
export interface AcceptanceView {
  find<K extends AcceptedKind>(kind: K, name: string): AcceptedKinds[K] | undefined;
  /** `mac` in lower case. */
  assetsWithMac(mac: string): readonly ComputeAsset[];
  assetsWithSystemId(systemId: string): readonly ComputeAsset[];
  /** Subnets of the same VPC that share addresses with this one; may hold the subnet itself. */
  subnetsOverlapping(subnet: Subnet): readonly Subnet[];
}

/** By age, then by name, so that of two in conflict everybody picks the same one. Never older than itself. */
export function isOlder(a: ObjectMeta, b: ObjectMeta): boolean {
  const [left, right] = [Date.parse(a.creationTimestamp ?? ''), Date.parse(b.creationTimestamp ?? '')];
  if (left !== right && !Number.isNaN(left) && !Number.isNaN(right)) return left < right;
  return a.name < b.name;
}

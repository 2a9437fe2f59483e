import type { AssetClaim } from './kinds/asset-claim.ts';
import type { ComputeAsset, Device } from './kinds/compute-asset.ts';
import type { ComputeNode } from './kinds/compute-node.ts';
import type { Resource } from './kinds/kind.ts';
import type { IPAddress, L2Domain, Subnet } from './kinds/network.ts';
import type { NodePool } from './kinds/node-pool.ts';
import type { Rack, Switch } from './kinds/rack.ts';
import type { Route } from './kinds/route.ts';
import type { NetworkZone } from './kinds/zones.ts';

/** That an object names another one: who is in use, and whom a change concerns, is read from these alone. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** Where the name stands. */
  readonly field: string;
  /** Nothing is wrong with an object whose other one does not exist. */
  readonly loose?: true;
}

interface Referrers {
  NetworkZone: NetworkZone;
  Rack: Rack;
  Switch: Switch;
  Subnet: Subnet;
  Route: Route;
  L2Domain: L2Domain;
  ComputeAsset: ComputeAsset;
  AssetClaim: AssetClaim;
  IPAddress: IPAddress;
  ComputeNode: ComputeNode;
  NodePool: NodePool;
}

type Read = { readonly [K in keyof Referrers]: (object: Referrers[K]) => readonly Reference[] };

const READ: Read = {
  NetworkZone: ({ spec }) => to('AvailabilityZone', spec.availabilityZone, 'spec.availabilityZone'),
  Rack: ({ spec }) => [
    ...to('AvailabilityZone', spec.availabilityZone, 'spec.availabilityZone'),
    ...to('NetworkZone', spec.networkZone, 'spec.networkZone'),
  ],
  Switch: ({ spec }) => to('Rack', spec.rack, 'spec.rack'),
  Subnet: ({ spec }) => [
    ...to('VPC', spec.vpc, 'spec.vpc'),
    ...to('NetworkZone', spec.networkZone, 'spec.networkZone'),
  ],
  Route: ({ spec }) => to('Subnet', spec.subnet, 'spec.subnet'),
  L2Domain: ({ spec }) => spec.subnets.flatMap((name) => to('Subnet', name, 'spec.subnets')),
  ComputeAsset: ({ availabilityZone, rack, devices }) => [
    ...to('AvailabilityZone', availabilityZone?.name, 'availabilityZone.name'),
    ...to('Rack', rack?.name, 'rack.name'),
    ...devices.flatMap(ofDevice),
  ],
  AssetClaim: ({ metadata }) => to('ComputeAsset', metadata.name, 'metadata.name'),
  IPAddress: ({ spec }) => to('Subnet', spec.subnet, 'spec.subnet'),
  ComputeNode: ({ spec }) => ofNodes(spec, 'spec'),
  NodePool: ({ spec }) => ofNodes(spec.template.spec, 'spec.template.spec'),
};

/** The kinds whose objects name others. */
export const REFERRERS: readonly string[] = Object.keys(READ);

export function referencesOf(object: Resource): readonly Reference[] {
  const read = (READ as Partial<Record<string, (object: never) => readonly Reference[]>>)[object.kind];
  return read?.(object as never) ?? [];
}

/** What others are found by in an index of referrers. */
export function referenceKey({ kind, name }: Pick<Reference, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function to(kind: string, name: string | undefined, field: string): Reference[] {
  return name === undefined ? [] : [{ kind, name, field }];
}

function ofNodes(spec: Pick<ComputeNode['spec'], 'provider' | 'flavor' | 'osImage'>, at: string): Reference[] {
  return [
    ...to('ComputeProvider', spec.provider, `${at}.provider`),
    ...to('Flavor', spec.flavor, `${at}.flavor`),
    ...to('OSImage', spec.osImage.name, `${at}.osImage.name`),
  ];
}

/** Nodes get no addresses on management devices: their network needs no objects. */
function ofDevice({ l2Domain }: Device): Reference[] {
  if (!l2Domain) return [];
  const found = [
    ...to('L2Domain', l2Domain.name, 'devices[].l2Domain.name'),
    ...to('Switch', l2Domain.networkSwitch?.name, 'devices[].l2Domain.networkSwitch.name'),
  ];
  const isManagement = l2Domain.networkSwitch?.type === 'Management';
  return isManagement ? found.map((reference) => ({ ...reference, loose: true })) : found;
}

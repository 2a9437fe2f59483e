import type { KubeObject } from '../cluster/objects.ts';
import { reverseZones } from './reverse-zones.ts';

/** What the systems around the machines hold before Bedplate touches them. */
export type Seed = {
  zones: string[];
  prefixes: string[];
  locations: string[];
  racks: { name: string; location: string }[];
};

type SubnetSpec = { cidr: string; domain?: string };
type RackSpec = { availabilityZone?: string };

export function seedOf(objects: readonly KubeObject[]): Seed {
  const subnets = specs<SubnetSpec>(objects, 'Subnet').map(({ spec }) => spec);
  const forward = subnets.flatMap(({ domain }) => (domain ? [`${domain}.`] : []));
  const reverse = subnets.flatMap(({ cidr }) => reverseZones(cidr));
  const racks = specs<RackSpec>(objects, 'Rack').map(({ name, spec }) => ({
    name,
    location: spec.availabilityZone ?? '',
  }));
  const zonesOfRegion = objects.filter(({ kind }) => kind === 'AvailabilityZone').map(({ metadata }) => metadata.name);
  return {
    zones: unique([...forward, ...reverse]),
    prefixes: unique(subnets.map(({ cidr }) => cidr)),
    locations: unique([...zonesOfRegion, ...racks.map(({ location }) => location)]).filter((name) => name !== ''),
    racks,
  };
}

function specs<Spec>(objects: readonly KubeObject[], kind: string): { name: string; spec: Spec }[] {
  return objects
    .filter((object) => object.kind === kind)
    .map(({ metadata, spec }) => ({ name: metadata.name, spec: spec as Spec }));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

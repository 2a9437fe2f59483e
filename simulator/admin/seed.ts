import { formatNetwork, parseNetwork } from '../addresses/cidr.ts';
import { ensureLocation, ensurePrefix, ensureRack } from '../nautobot/seed.ts';
import type { World } from '../world.ts';

export interface Seed {
  zones: string[];
  prefixes: string[];
  locations: string[];
  racks: { name: string; location: string }[];
  domains: string[];
}

/** What a datacenter team has before Bedplate comes; adds what is missing and says how much that was. */
export function seedWorld(world: World, seed: Seed): number {
  const { tables } = world.nautobot;
  const { catalogue } = world.foreman;
  const { zones } = world.powerdns;
  let added = 0;
  for (const zone of seed.zones) {
    const name = `${zone.toLowerCase().replace(/\.$/, '')}.`;
    if (zones.byName.has(name)) continue;
    zones.create(name, 'Native', ['ns1.fleet.example.']);
    added += 1;
  }
  for (const name of seed.locations) added += Number(ensureLocation(tables, name));
  for (const { name, location } of seed.racks) added += Number(ensureRack(tables, name, location));
  // Wide ones first: a narrower prefix finds its parent then.
  const networks = seed.prefixes
    .flatMap((cidr) => parseNetwork(cidr) ?? [])
    .sort((left, right) => left.length - right.length);
  for (const network of networks) added += Number(ensurePrefix(tables, formatNetwork(network)));
  for (const name of seed.domains) {
    if (catalogue.byName('domains', name)) continue;
    catalogue.create('domains', { name });
    added += 1;
  }
  return added;
}

import { parseOwner } from '../../api/owner.ts';
import type { Outside } from './outside.ts';
import type { Standing } from './standing.ts';

/** Every record that one node has outside, by the names under which the journal tells of them. */
export interface Life {
  fqdn: string;
  asset: string;
  /** UUID of its machine. */
  machine: string;
  /** `r1-a01:eth1` */
  interfaces: string[];
  /** With their prefix length. */
  addresses: string[];
  /** `10.1.1.10/24@r1-a01:eth1` */
  joins: string[];
  /** `web-1.r1.fleet.example./A` */
  records: string[];
}

/** Read while the node is Ready: afterwards nothing of it may be left to read. */
export function lifeOf({ uid, asset, fqdn }: Standing, outside: Outside): Life {
  const nics = outside.devices.find(({ name }) => name === asset)?.interfaces ?? [];
  const held = nics.flatMap(({ name, addresses }) =>
    addresses.flatMap((address) => (address ? [{ address, nic: `${asset}:${name}` }] : [])),
  );
  return {
    fqdn,
    asset,
    machine: outside.machines.find(({ name }) => name === asset)?.uuid ?? '',
    interfaces: nics.map(({ name }) => `${asset}:${name}`),
    addresses: held.map(({ address }) => address),
    joins: held.map(({ address, nic }) => `${address}@${nic}`),
    records: outside.rrsets
      .filter(({ comments }) => comments.some(({ content }) => parseOwner(content)?.uid === uid))
      .map(({ name, type }) => `${name}/${type}`),
  };
}

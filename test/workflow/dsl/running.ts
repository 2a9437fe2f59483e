import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import type { NodeSpec, World } from './world.ts';

export interface Running {
  asset: string;
  fqdn: string;
  address: string;
}

/** A machine that ran before Bedplate came: known to Foreman, the CMDB and the DNS, and nobody's of ours. */
export async function aRunningMachine(world: World, name = 'old-1', asset = 'r1-a01'): Promise<Running> {
  const { cluster, hosts, cmdb, dns, machines } = world.datacenter;
  const described = await cluster.get(computeAsset, { name: asset });
  const mac = described?.devices[0]?.l2Domain?.macAddress ?? '';
  const fqdn = `${name}.r1.fleet.example`;
  const address = `10.1.1.${100 + Number(asset.slice(-2))}`;
  const reverse = `${address.split('.').reverse().join('.')}.in-addr.arpa.`;
  machines.runs(asset);
  hosts.plant(fqdn, mac, undefined, [address]);
  cmdb.plantAddress(address);
  cmdb.plantDevice({
    name: asset,
    location: 'az1',
    status: 'Active',
    serial: described?.serialNumber,
    interfaces: [{ name: 'eth1', mac, management: false, addresses: [`${address}/24`] }],
  });
  dns.plant({ name: `${fqdn}.`, type: 'A', ttl: 60, contents: [address] });
  dns.plant({ name: reverse, type: 'PTR', ttl: 60, contents: [`${fqdn}.`] });
  return { asset, fqdn, address };
}

/** What a node says that is to adopt it. */
export function adopting({ asset, fqdn, address }: Running): NodeSpec {
  return {
    assetName: asset,
    adopt: { host: fqdn },
    addresses: [{ device: '1', address }],
    deletionPolicy: 'Retain',
  };
}

import { addressesOf, type DemoNode, hostnameOf } from './nodes.ts';
import { pointerName } from './pointer-name.ts';

/** What the outside systems hold, as far as the demo compares it; `/_sim/state` of the simulator. */
export type Truth = {
  machines: { name: string; installed: { hostname: string; addresses: string[] } | null }[];
  hosts: { name: string; build: boolean }[];
  devices: { name: string; status: string }[];
  rrsets: { name: string; type: string; records: { content: string }[] }[];
};

export type Comparison = { compared: number; differences: string[] };

type Check = { what: string; wanted: string; found: string | undefined };

/** Holds what the nodes say of themselves against what the machines, Foreman, the CMDB and the DNS say. */
export function compareWithTruth(nodes: readonly DemoNode[], truth: Truth): Comparison {
  const checks = nodes.flatMap((node) => checksOf(node, truth));
  const wrong = checks.filter(({ wanted, found }) => found !== wanted);
  return {
    compared: checks.length,
    differences: wrong.map(({ what, wanted, found }) => `${what} is ${found ?? 'missing'}, not ${wanted}`),
  };
}

function checksOf(node: DemoNode, truth: Truth): Check[] {
  const fqdn = hostnameOf(node);
  const asset = node.status?.assetRef?.name ?? '';
  const system = truth.machines.find(({ name }) => name === asset)?.installed;
  const host = truth.hosts.find(({ name }) => name === fqdn);
  // The CMDB shows the machine, under the asset's name.
  const device = truth.devices.find(({ name }) => name === asset);
  return [
    { what: `the hostname of machine ${asset}`, wanted: fqdn, found: system?.hostname },
    { what: `the build mode of Foreman host ${fqdn}`, wanted: 'false', found: host && String(host.build) },
    { what: `the status of CMDB device ${asset}`, wanted: 'Active', found: device?.status },
    ...addressesOf(node).flatMap((address) => addressChecks({ address, fqdn, asset }, system?.addresses ?? [], truth)),
  ];
}

type Published = { address: string; fqdn: string; asset: string };

function addressChecks({ address, fqdn, asset }: Published, installed: readonly string[], truth: Truth): Check[] {
  const type = address.includes(':') ? 'AAAA' : 'A';
  const pointer = pointerName(address);
  return [
    {
      what: `the address ${address} on machine ${asset}`,
      wanted: 'there',
      found: installed.includes(address) ? 'there' : undefined,
    },
    { what: `the ${type} record of ${fqdn}`, wanted: address, found: record(truth, `${fqdn}.`, type) },
    { what: `the PTR record ${pointer}`, wanted: `${fqdn}.`, found: record(truth, pointer, 'PTR') },
  ];
}

function record({ rrsets }: Truth, name: string, type: string): string | undefined {
  return rrsets
    .find((rrset) => rrset.name === name && rrset.type === type)
    ?.records.map(({ content }) => content)
    .join(', ');
}

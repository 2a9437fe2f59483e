import { parseOwner } from '../../api/owner.ts';
import type { Finding } from './finding.ts';
import type { Outside } from './outside.ts';
import { pointerName } from './pointer-name.ts';

/** What is said of a Ready node: then all of it must be found outside. */
export interface Standing {
  uid: string;
  asset: string;
  fqdn: string;
  addresses: readonly string[];
  /** Those in DNS: of the first device that carries addresses. */
  published: readonly string[];
}

interface Check {
  what: string;
  wanted: string;
  found: string | undefined;
}

/** Holds what is said of Ready nodes against what the machines, Foreman, the CMDB and the DNS say. */
export function compareStanding(nodes: readonly Standing[], outside: Outside): Finding {
  const checks = nodes.flatMap((node) => checksOf(node, outside));
  return {
    compared: { 'facts of Ready nodes': checks.length },
    violations: checks
      .filter(({ wanted, found }) => found !== wanted)
      .map(({ what, wanted, found }) => `${what} is ${found ?? 'missing'}, not ${wanted}`),
  };
}

function checksOf(node: Standing, outside: Outside): Check[] {
  const { uid, asset, fqdn, addresses, published } = node;
  const machine = outside.machines.find(({ name }) => name === asset);
  const host = outside.hosts.find(({ name }) => name === fqdn);
  // The CMDB shows the machine, under the asset's name.
  const device = outside.devices.find(({ name }) => name === asset);
  return [
    { what: `the power of machine ${asset}`, wanted: 'On', found: machine?.power },
    { what: `the hostname of machine ${asset}`, wanted: fqdn, found: machine?.installed?.hostname },
    {
      what: `what machine ${asset} answers to`,
      wanted: listed(addresses),
      found: machine?.installed ? listed(machine.installed.addresses) : undefined,
    },
    { what: `the build mode of Foreman host ${fqdn}`, wanted: 'false', found: host && String(host.build) },
    { what: `the owner of Foreman host ${fqdn}`, wanted: uid, found: ownerIn(host?.parameters) },
    { what: `the status of CMDB device ${asset}`, wanted: 'Active', found: device?.status },
    { what: `the owner of CMDB device ${asset}`, wanted: uid, found: ownerIn(device?.custom_fields) },
    {
      what: `the addresses of CMDB device ${asset}`,
      wanted: listed(addresses),
      found: device && listed(device.interfaces.flatMap((nic) => nic.addresses.map(withoutLength))),
    },
    ...recordChecks(fqdn, published, outside),
  ];
}

function recordChecks(fqdn: string, published: readonly string[], outside: Outside): Check[] {
  const contents = (name: string, type: string) => {
    const set = outside.rrsets.find((rrset) => rrset.name === name && rrset.type === type);
    return set && listed(set.records.map(({ content }) => content));
  };
  const forward = (type: 'A' | 'AAAA', addresses: readonly string[]): Check => ({
    what: `the ${type} record of ${fqdn}`,
    wanted: listed(addresses) || 'absent',
    found: contents(`${fqdn}.`, type) ?? (addresses.length > 0 ? undefined : 'absent'),
  });
  const isV6 = (address: string) => address.includes(':');
  return [
    forward(
      'A',
      published.filter((address) => !isV6(address)),
    ),
    forward('AAAA', published.filter(isV6)),
    ...published.map(pointerName).map((pointer) => ({
      what: `the PTR record ${pointer}`,
      wanted: `${fqdn}.`,
      found: contents(pointer, 'PTR'),
    })),
  ];
}

function ownerIn(fields: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return parseOwner(fields?.bedplate_owner as string | undefined)?.uid;
}

function withoutLength(cidr: string | null): string {
  return (cidr ?? '').replace(/\/.*/, '');
}

function listed(values: readonly string[]): string {
  return [...values].sort().join(', ');
}

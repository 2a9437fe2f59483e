import type { Owner } from '../../api/owner.ts';

/** One machine of the benchmark, by its number: everything about it follows from that. */
export interface BenchMachine {
  number: number;
  uuid: string;
  serial: string;
  mac: string;
  ip: string;
  fqdn: string;
  /** Name in the CMDB and of the metal. */
  name: string;
  rack: string;
  unit: number;
  /** Name of the PTR record. */
  reverse: string;
  owner: Owner;
}

export const LOCATION = 'az1';
const PER_RACK = 40;

export function machineOf(number: number): BenchMachine {
  const rack = Math.floor(number / PER_RACK);
  const unit = (number % PER_RACK) + 1;
  const hex = number.toString(16).padStart(12, '0');
  const net = netOf(rack);
  const name = `r${rack}-a${unit}`;
  const uid = `00000000-0000-4000-9000-${hex}`;
  return {
    number,
    uuid: `00000000-0000-4000-8000-${hex}`,
    serial: `SN${number}`,
    mac: `52:54:${hex.slice(4).match(/../g)?.join(':')}`,
    ip: `10.${net.join('.')}.${unit}`,
    fqdn: `n${unit}.${domainOf(rack)}`,
    name,
    rack: `r${rack}`,
    unit,
    reverse: `${unit}.${reverseZoneOf(rack)}`,
    owner: { namespace: 'bench', name: `n${number}`, uid, installId: `install-${number}` },
  };
}

/** What the datacenter's people have made before. */
export function seedFor(machines: number) {
  const racks = Array.from({ length: Math.ceil(machines / PER_RACK) }, (_, rack) => rack);
  return {
    locations: [LOCATION],
    racks: racks.map((rack) => ({ name: `r${rack}`, location: LOCATION })),
    prefixes: racks.map((rack) => `10.${netOf(rack).join('.')}.0/24`),
    zones: racks.flatMap((rack) => [`${domainOf(rack)}.`, reverseZoneOf(rack)]),
  };
}

export function metalOf({ name, serial, mac }: BenchMachine): object {
  return {
    name,
    serial,
    nics: [{ mac, identifier: 'eth0' }],
    disks: [{ name: 'sda', sizeGiB: 480 }],
    cpuCores: 32,
    memoryGiB: 192,
  };
}

function domainOf(rack: number): string {
  return `r${rack}.fleet.example`;
}

function netOf(rack: number): [number, number] {
  return [rack >> 8, rack & 0xff];
}

function reverseZoneOf(rack: number): string {
  const [high, low] = netOf(rack);
  return `${low}.${high}.10.in-addr.arpa.`;
}

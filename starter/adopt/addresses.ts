import { contains, fixedWidth, parseNetwork } from '../../api/addresses.ts';
import { dataDevices, deviceId } from '../../api/data-devices.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { Subnet } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import type { DeviceReport, HostReport } from '../../api/survey.ts';
import type { FoundFleet } from './found-fleet.ts';

export interface HeldAddress {
  device: string;
  address: string;
}

interface DataDevice {
  id: string;
  mac: string;
  l2Domain: string;
  subnets: Subnet[];
}

/** The addresses that a machine has by Foreman and the CMDB, and the domain of its network; or why they can't be kept. */
export function addressesOf(
  host: HostReport,
  device: DeviceReport,
  asset: ComputeAsset,
  fleet: FoundFleet,
): { addresses: HeldAddress[]; domain: string | undefined } | { why: string } {
  const devices = devicesOf(asset, fleet);
  const domain = devices.flatMap(({ subnets }) => subnets).find(({ spec }) => spec.domain)?.spec.domain;
  const addresses: HeldAddress[] = [];
  for (const { id, mac, l2Domain, subnets } of devices) {
    for (const address of addressesAt(mac, host, device)) {
      const subnet = subnets.find(({ spec }) => contains(parseNetwork(spec.cidr), address));
      if (!subnet) return { why: `its address ${address} lies in no subnet of L2 domain ${l2Domain}` };
      const name = addressClaimName(subnet.spec.vpc, address);
      const holder = fleet.addresses.find(({ metadata }) => metadata.name === name);
      if (holder) {
        const { namespace, name: node } = holder.spec.claimRef;
        return { why: `its address ${address} is held by ComputeNode ${namespace}/${node}` };
      }
      addresses.push({ device: id, address });
    }
  }
  if (addresses.length === 0) return { why: 'neither Foreman nor the CMDB knows an address of it' };
  return { addresses, domain };
}

function devicesOf(asset: ComputeAsset, { l2Domains, subnets }: FoundFleet): DataDevice[] {
  return dataDevices(asset).flatMap((device, position) => {
    if (!device.l2Domain) return [];
    const { name, macAddress } = device.l2Domain;
    const named = l2Domains.find(({ metadata }) => metadata.name === name)?.spec.subnets ?? [];
    const known = named.flatMap((subnet) => subnets.find(({ metadata }) => metadata.name === subnet) ?? []);
    return [{ id: deviceId(device, position), mac: macAddress.toLowerCase(), l2Domain: name, subnets: known }];
  });
}

/** Each once, however the two spell it. */
function addressesAt(mac: string, host: HostReport, device: DeviceReport): string[] {
  const ofHost = host.mac === mac ? host.addresses : [];
  const ofDevice = device.interfaces
    .filter((nic) => nic.mac === mac && !nic.management)
    .flatMap((nic) => nic.addresses);
  const found = [...ofHost, ...ofDevice.map((cidr) => cidr.replace(/\/.*/, ''))];
  return [...new Map(found.map((address) => [fixedWidth(address), address])).values()];
}

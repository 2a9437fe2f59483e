import { RACK_LABEL, ZONE_LABEL } from '../../api/groups.ts';
import type { KubeObject } from '../cluster/objects.ts';
import { firstBmcAddress, rackName } from './generate-rack.ts';
import { formatIpv4 } from './ipv4.ts';

/** Counted over the fleet, and within its rack from 1. */
export type AssetInput = { index: number; rack: number; position: number };

export function assetObject({ index, rack: rackIndex, position }: AssetInput): KubeObject {
  const rack = rackName(rackIndex);
  const systemId = `4c4c4544-0000-1000-8000-${hex(index + 1, 12)}`;
  const bmc = formatIpv4(firstBmcAddress + index);
  return {
    apiVersion: 'infra.tess.io/v1alpha1',
    kind: 'ComputeAsset',
    metadata: {
      name: `${rack}-a${String(position).padStart(2, '0')}`,
      labels: { [RACK_LABEL]: rack, [ZONE_LABEL]: 'az1' },
    },
    availabilityZone: { name: 'az1' },
    manufacturer: 'dell',
    model: 'r640',
    serialNumber: `BP${hex(index + 1, 6).toUpperCase()}`,
    rack: { name: rack, unit: ((position - 1) % 42) + 1 },
    devices: [
      network({
        index: 1,
        domain: `${rack}-servers`,
        mac: mac(2 * index),
        switchName: `${rack}-switch`,
        type: 'Provision',
      }),
      {
        ...network({
          domain: `${rack}-lom`,
          mac: mac(2 * index + 1),
          switchName: `${rack}-lom-switch`,
          type: 'Management',
        }),
        ipAddr: bmc,
      },
      disk(0, 'sda', 480),
      disk(1, 'sdb', 480),
    ],
    cpu: { cores: 32, architecture: 'x86_64' },
    memory: { sizeGiB: 192 },
    firmware: { mode: index % 8 === 7 ? 'BIOS' : 'UEFI' },
    bmc: {
      address: `redfish+http://${bmc}/redfish/v1/Systems/${systemId}`,
      credentialsSecretRef: { namespace: 'bedplate-system', name: 'bmc-default' },
      systemId,
    },
  };
}

type NetworkInput = {
  index?: number;
  domain: string;
  mac: string;
  switchName: string;
  type: 'Provision' | 'Management';
};

function network({ index, domain, mac: macAddress, switchName, type }: NetworkInput) {
  const networkSwitch = { name: switchName, speed: '1000Mb/s', type };
  return {
    function: 'network',
    ...(index === undefined ? {} : { index }),
    l2Domain: { name: domain, macAddress, networkSwitch },
  };
}

function disk(index: number, name: string, sizeGiB: number) {
  const byPath = `pci-0000:00:1f.2-ata-${index + 1}`;
  return { function: 'disk', index, disk: { name, sizeGiB, rotational: false, model: 'PM863', byPath } };
}

function mac(serial: number): string {
  const digits = hex(serial, 8);
  return ['52', '54', ...(digits.match(/../g) ?? [])].join(':');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { IPAddress } from '../../../api/kinds/network.ts';
import type { Truth } from '../../../hack/truth/invariants.ts';
import type { Machine, Outside } from '../../../hack/truth/outside.ts';
import { pointerName } from '../../../hack/truth/pointer-name.ts';

/** A node of the fixture, by its number: web-1 is on r1-a01 and has 10.1.1.11. */
export function names(number: number) {
  return {
    node: `web-${number}`,
    uid: `uid-${number}`,
    asset: `r1-a0${number}`,
    uuid: `uuid-${number}`,
    mac: `52:54:00:01:01:0${number}`,
    fqdn: `web-${number}.r1.fleet.example`,
    address: `10.1.1.1${number}`,
    mark: `bedplate/default/web-${number}/uid-${number}/install-${number}`,
  };
}

/** Two Ready nodes with all that belongs to them, and a third machine that is free. */
export function aTruth(): Truth {
  const numbers = [1, 2];
  return {
    nodes: numbers.map(aNode),
    claims: numbers.map(aClaim),
    addresses: numbers.map(anAddress),
    outside: anOutside(numbers),
  };
}

export function anOutside(numbers: readonly number[]): Outside {
  const all = numbers.map(names);
  return {
    machines: [...numbers.map((number) => aMachine(number, true)), aMachine(3, false)],
    hosts: all.map(({ fqdn, mac, address, mark }) => ({
      name: fqdn,
      build: false,
      mac,
      ip: address,
      ip6: null,
      parameters: { bedplate_owner: mark },
    })),
    devices: all.map(({ asset, address, mark }) => ({
      name: asset,
      status: 'Active',
      primary_ip4: `${address}/24`,
      primary_ip6: null,
      custom_fields: { bedplate_owner: mark },
      interfaces: [
        { name: 'eth1', addresses: [`${address}/24`] },
        { name: 'bmc', addresses: [] },
      ],
    })),
    addresses: all.map(({ address, fqdn, asset, mark }) => ({
      address: `${address}/24`,
      dns_name: fqdn,
      custom_fields: { bedplate_owner: mark },
      devices: [asset],
    })),
    rrsets: all.flatMap(({ fqdn, address, mark }) => [
      aRecord(`${fqdn}.`, 'A', address, mark),
      aRecord(pointerName(address), 'PTR', `${fqdn}.`, mark),
    ]),
  };
}

export function aRecord(name: string, type: string, content: string, mark: string): Outside['rrsets'][number] {
  return { zone: 'fleet.example.', name, type, records: [{ content }], comments: [{ content: mark }] };
}

export function aMachine(number: number, inUse: boolean): Machine {
  const { uuid, asset, mac, fqdn, address } = names(number);
  return {
    uuid,
    name: asset,
    macs: [mac],
    power: inUse ? 'On' : 'Off',
    phase: inUse ? 'running' : 'off',
    installs: inUse ? 1 : 0,
    powerOns: inUse ? 1 : 0,
    wipes: 0,
    marks: {},
    disks: { sda: inUse ? 'os' : 'wiped' },
    installed: inUse ? { hostname: fqdn, addresses: [address], hostKey: 'key', routes: [] } : null,
    lastError: null,
  };
}

export function aNode(number: number): ComputeNode {
  const { node, uid } = names(number);
  const ready = { type: 'Ready', status: 'True', reason: 'Settled', message: '', lastTransitionTime: '' };
  return { metadata: { name: node, namespace: 'default', uid }, status: { conditions: [ready] } } as never;
}

export function aClaim(number: number): AssetClaim {
  const { node, uid, asset, fqdn } = names(number);
  const inputs = { fqdn, asset: { nics: [{ device: '1' }] } };
  return { metadata: { name: asset }, spec: { nodeRef: { name: node, uid }, plan: { inputs } } } as never;
}

export function anAddress(number: number): IPAddress {
  const { node, uid, address } = names(number);
  const claimRef = { name: node, uid, device: '1' };
  return { metadata: { name: address }, spec: { address, claimRef } } as never;
}

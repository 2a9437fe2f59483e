import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import type { DeviceReport, HostReport } from '../../../api/survey.ts';
import type { FoundFleet, NodeWish } from '../../../starter/adopt/found-fleet.ts';

const meta = (name: string, more: object = {}) => ({ metadata: { name, ...more } });

export const wish: NodeWish = {
  namespace: 'default',
  provider: 'native',
  flavor: 'bm-standard',
  image: 'rhel9-base',
  labels: { pool: 'web' },
};

export function host(said: Partial<HostReport> = {}): HostReport {
  return { fqdn: 'old-1.r1.fleet.example', mac: '52:54:00:00:00:01', addresses: ['10.1.1.101'], build: false, ...said };
}

export function device(said: Partial<DeviceReport> = {}): DeviceReport {
  return {
    name: 'r1-a01',
    status: 'Active',
    location: 'az1',
    serial: 'BP01',
    interfaces: [{ name: 'eth1', mac: '52:54:00:00:00:01', management: false, addresses: ['10.1.1.101/24'] }],
    ...said,
  };
}

export function asset(said: object = {}, name = 'r1-a01'): ComputeAsset {
  return {
    ...meta(name),
    availabilityZone: { name: 'az1' },
    serialNumber: 'BP01',
    rack: { name: 'r1' },
    devices: [
      { function: 'network', index: 1, l2Domain: { name: 'r1-servers', macAddress: '52:54:00:00:00:01' } },
      {
        function: 'network',
        l2Domain: {
          name: 'r1-lom',
          macAddress: '52:54:00:00:00:02',
          networkSwitch: { name: 'lom', type: 'Management' },
        },
      },
    ],
    ...said,
  } as unknown as ComputeAsset;
}

/** One machine that runs, known to everybody; nobody's yet. */
export function fleet(said: Partial<FoundFleet> = {}): FoundFleet {
  const spec = { vpc: 'core', cidr: '10.1.1.0/24', domain: 'r1.fleet.example' };
  return {
    hosts: [host()],
    devices: [device()],
    assets: [asset()],
    claims: [],
    nodes: [],
    addresses: [],
    l2Domains: [{ ...meta('r1-servers'), spec: { subnets: ['r1-v4'] } }],
    subnets: [{ ...meta('r1-v4'), spec }],
    ...said,
  } as unknown as FoundFleet;
}

export const named = meta;

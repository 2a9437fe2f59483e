import type { ResourceOf } from '../../../api/cluster/index.ts';
import { ASSET_CLAIM_FINALIZER, IN_USE_FINALIZER, NODE_FINALIZER } from '../../../api/groups.ts';
import { assetClaim, type AssetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeAsset, type ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { computeProvider, type ComputeProvider } from '../../../api/kinds/compute-provider.ts';
import { apiVersionOf, type Kind, type ObjectMeta } from '../../../api/kinds/kind.ts';
import { l2Domain, subnet, vpc, type L2Domain, type Subnet, type VPC } from '../../../api/kinds/network.ts';
import { networkSwitch, rack, type Rack, type Switch } from '../../../api/kinds/rack.ts';
import { route, type Route } from '../../../api/kinds/route.ts';
import { availabilityZone, networkZone, type AvailabilityZone, type NetworkZone } from '../../../api/kinds/zones.ts';

let versions = 100;

/** As the bridge leaves what it has looked at once. */
const HELD = { finalizers: [IN_USE_FINALIZER] };

/** An object as the apiserver would return it, with the schema's defaults. */
export function object<K extends Kind>(kind: K, metadata: ObjectMeta, body: object): ResourceOf<K> {
  const filled = {
    uid: `uid-${metadata.name}`,
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
    resourceVersion: String((versions += 1)),
    ...metadata,
  };
  const content = kind.schema.parse(body) as object;
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: filled, ...content } as ResourceOf<K>;
}

export function node(metadata: Partial<ObjectMeta> = {}, status?: object, spec: object = {}): ComputeNode {
  const wish = { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' }, ...spec };
  const meta = { name: 'web-1', namespace: 'default', finalizers: [NODE_FINALIZER], ...metadata };
  return object(computeNode, meta, { spec: wish, status });
}

export function asset(name: string, fields: object = {}, metadata: Partial<ObjectMeta> = {}): ComputeAsset {
  const mac = `52:54:00:00:00:${name.slice(-2).padStart(2, '0')}`;
  const devices = [{ function: 'network', index: 1, l2Domain: { name: 'l2-a', macAddress: mac } }];
  return object(computeAsset, { name, ...HELD, ...metadata }, { devices, ...fields });
}

export function claim(name: string, spec: object = {}, metadata: Partial<ObjectMeta> = {}): AssetClaim {
  const plan = { provider: 'native', steps: [{ name: 'install', version: 1 }], inputs: {} };
  const nodeRef = { namespace: 'default', name: 'web-1', uid: 'uid-web-1' };
  return object(
    assetClaim,
    { name, finalizers: [ASSET_CLAIM_FINALIZER], ...metadata },
    { spec: { nodeRef, installId: 'i1', plan, ...spec } },
  );
}

export function provider(metadata: Partial<ObjectMeta> = {}, status?: object): ComputeProvider {
  const credentialsSecretRef = { namespace: 'bedplate-system', name: 'secret' };
  const native = {
    foreman: { url: 'http://foreman.example', credentialsSecretRef, organization: 'Fleet', location: 'az1' },
    cmdb: { type: 'nautobot', url: 'http://cmdb.example', credentialsSecretRef },
    dns: { type: 'powerdns', url: 'http://dns.example', credentialsSecretRef },
  };
  return object(
    computeProvider,
    { name: 'native', ...HELD, ...metadata },
    { spec: { type: 'native', native }, status },
  );
}

export function rackNamed(name: string, spec: object = {}): Rack {
  return object(rack, { name, ...HELD }, { spec });
}

export function zoneNamed(name: string): AvailabilityZone {
  return object(availabilityZone, { name, ...HELD }, { spec: {} });
}

export function networkZoneNamed(name: string, zone?: string): NetworkZone {
  return object(networkZone, { name, ...HELD }, { spec: { availabilityZone: zone } });
}

export function switchIn(rackName: string): Switch {
  return object(
    networkSwitch,
    { name: `${rackName}-switch`, ...HELD },
    { spec: { rack: rackName, role: 'Provision' } },
  );
}

export function routeNamed(name: string, spec: object = {}): Route {
  return object(route, { name }, { spec: { subnet: 's4', destination: '10.200.0.0/16', via: '10.1.1.254', ...spec } });
}

export function l2DomainNamed(name: string, subnets: string[] = [], spec: object = {}): L2Domain {
  return object(l2Domain, { name, ...HELD }, { spec: { subnets, ...spec } });
}

export function vpcNamed(name: string, cidrs = ['10.0.0.0/8', '2001:db8::/32']): VPC {
  return object(vpc, { name, ...HELD }, { spec: { cidrs } });
}

export function subnetNamed(name: string, cidr: string, spec: object = {}, metadata: Partial<ObjectMeta> = {}): Subnet {
  return object(subnet, { name, ...HELD, ...metadata }, { spec: { vpc: 'core', cidr, ...spec } });
}

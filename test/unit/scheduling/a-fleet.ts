import { assetClaim, type AssetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeAsset, type ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { computeProvider } from '../../../api/kinds/compute-provider.ts';
import { flavor, type Flavor } from '../../../api/kinds/flavor.ts';
import { l2Domain, subnet } from '../../../api/kinds/network.ts';
import { osImage } from '../../../api/kinds/os-image.ts';
import type { ResourceOf } from '../../../api/cluster/index.ts';
import { apiVersionOf, type Kind, type ObjectMeta } from '../../../api/kinds/kind.ts';
import { antiAffinityOf } from '../../../activities/scheduling/affinity.ts';
import type { FleetView } from '../../../activities/scheduling/fleet-view.ts';
import { chooseAsset } from '../../../activities/scheduling/choose-asset.ts';
import type { Labels } from '../../../api/label-selector.ts';
import { keepingAway, withNodes } from '../../../activities/scheduling/placed-index.ts';
import { createRoster } from '../../../activities/scheduling/roster.ts';
import { topologyLabels } from '../../../activities/scheduling/topology.ts';
import type { Wish } from '../../../activities/scheduling/wish.ts';

/** An object as the apiserver would return it, with the schema's defaults. */
function object<K extends Kind>(kind: K, metadata: ObjectMeta, body: object): ResourceOf<K> {
  const filled = { uid: `uid-${metadata.name}`, generation: 1, ...metadata };
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: filled,
    ...(kind.schema.parse(body) as object),
  } as ResourceOf<K>;
}

export function aNode(spec: object = {}, metadata: Partial<ObjectMeta> = {}): ComputeNode {
  const wish = { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' }, ...spec };
  return object(computeNode, { name: 'web-1', namespace: 'default', ...metadata }, { spec: wish });
}

/** 32 cores, 192 GiB, two SSDs of 480 GiB, one network device, in rack r1. */
export function anAsset(name = 'r1-a01', fields: object = {}, metadata: Partial<ObjectMeta> = {}): ComputeAsset {
  const body = {
    rack: { name: 'r1' },
    availabilityZone: { name: 'az1' },
    devices: [aNic(1), aDisk('sda'), aDisk('sdb')],
    cpu: { cores: 32 },
    memory: { sizeGiB: 192 },
    bmc: { address: 'redfish+https://10.2.1.1/redfish/v1/Systems/1' },
    ...fields,
  };
  return object(computeAsset, { name, ...metadata }, body);
}

export function aNic(index: number, type: 'Provision' | 'Management' = 'Provision') {
  const networkSwitch = { name: 'r1-switch', type };
  return {
    function: 'network',
    index,
    l2Domain: { name: 'r1-servers', macAddress: `52:54:00:00:00:0${index}`, networkSwitch },
  };
}

export function aDisk(name: string, fields: object = {}) {
  return { function: 'disk', disk: { name, sizeGiB: 480, rotational: false, ...fields } };
}

export function aFlavor(requirements: object = {}): Flavor {
  const mounts = [
    { path: '/boot/efi', sizeMiB: 600, fsType: 'efi', on: 'root' },
    { path: '/boot', sizeMiB: 1024, fsType: 'xfs', on: 'root' },
    { path: '/', sizeMiB: 51_200, fsType: 'xfs', on: 'root' },
  ];
  const partitions = { disks: [{ as: 'root' }], mounts };
  return object(flavor, { name: 'bm-standard' }, { spec: { requirements, partitions } });
}

export function aClaim(asset: string, spec: object = {}): AssetClaim {
  const plan = { provider: 'native', steps: [{ name: 'install', version: 1 }], inputs: {} };
  const nodeRef = { namespace: 'default', name: 'web-9', uid: 'uid-web-9' };
  return object(assetClaim, { name: asset }, { spec: { nodeRef, installId: 'i1', plan, ...spec } });
}

const SECRET = { namespace: 'bedplate-system', name: 'secret' };

export function aProvider(spec: object = {}) {
  const native = {
    foreman: { url: 'http://foreman.example', credentialsSecretRef: SECRET, organization: 'Fleet', location: 'az1' },
    cmdb: { type: 'nautobot', url: 'http://cmdb.example', credentialsSecretRef: SECRET },
    dns: { type: 'powerdns', url: 'http://dns.example', credentialsSecretRef: SECRET },
  };
  return object(computeProvider, { name: 'native' }, { spec: { type: 'native', native, ...spec } });
}

/** What an asset is selected and spread by where nothing else is known. */
export function ownLabels(asset: ComputeAsset): Labels {
  return topologyLabels(asset, () => undefined);
}

export interface FleetParts {
  assets?: ComputeAsset[];
  claims?: AssetClaim[];
  /** Those behind the claims, by uid; a node that is not among them has no labels. */
  nodes?: ComputeNode[];
  flavor?: Flavor | null;
  provider?: ReturnType<typeof aProvider> | null;
  image?: null;
  domain?: string | null;
  /** Names of assets that Bedplate doesn't use. */
  notAccepted?: string[];
}

export function aFleet(parts: FleetParts = {}): FleetView {
  const { assets = [anAsset()], claims = [], notAccepted = [] } = parts;
  const domain = parts.domain === undefined ? 'r1.fleet.example' : (parts.domain ?? undefined);
  const network = object(subnet, { name: 'r1-v4' }, { spec: { vpc: 'core', cidr: '10.1.1.0/24', domain } });
  const servers = object(l2Domain, { name: 'r1-servers' }, { spec: { subnets: ['r1-v4'] } });
  const image = object(
    osImage,
    { name: 'rhel9' },
    { spec: { family: 'RedHat', version: '9', source: { url: 'http://mirror.example/9' } } },
  );
  const provider = parts.provider === undefined ? aProvider() : (parts.provider ?? undefined);
  const wanted = parts.flavor === undefined ? aFlavor() : (parts.flavor ?? undefined);
  const roster = createRoster(ownLabels);
  for (const asset of assets) roster.put(asset);
  for (const { metadata } of claims) roster.setClaimed(metadata.name, true);
  const assetOf = (name: string) => assets.find(({ metadata }) => metadata.name === name);
  const placed = claims.flatMap(({ metadata, spec }) => {
    const asset = assetOf(metadata.name);
    const node = parts.nodes?.find((candidate) => candidate.metadata.uid === spec.nodeRef.uid);
    if (!asset || spec.hold) return [];
    const labels = node?.metadata.labels ?? {};
    return [
      {
        namespace: spec.nodeRef.namespace,
        labels,
        antiAffinity: node ? antiAffinityOf(node) : [],
        topology: ownLabels(asset),
      },
    ];
  });
  return {
    size: roster.size,
    groups: roster.groups,
    groupOf: roster.groupOf,
    asset: assetOf,
    claims: () => claims,
    claimOf: (name) => claims.find(({ metadata }) => metadata.name === name),
    domainCounts: (question) => withNodes(new Map(), question, placed),
    racks: () => roster.rack,
    keepingAway: () => keepingAway(placed),
    l2Domain: (name) => (name === 'r1-servers' ? servers : undefined),
    subnet: (name) => (name === 'r1-v4' ? network : undefined),
    provider: (name) => (name === 'native' ? provider : undefined),
    flavor: (name) => (name === 'bm-standard' ? wanted : undefined),
    osImage: (name) => (name === 'rhel9' && parts.image !== null ? image : undefined),
    isAccepted: () => true,
    routesOf: () => [],
    labelsOf: ownLabels,
    whyNotAccepted: ({ metadata }) => (notAccepted.includes(metadata.name) ? 'DuplicateMacAddress' : undefined),
  };
}

/** What an asset is looked for; by default the first by name is as good as any. */
export function aWish(spec: object = {}, requirements: object = {}, scheduling: object = {}): Wish {
  return {
    node: aNode(spec),
    flavor: aFlavor(requirements),
    scheduling: { strategy: 'Pack', sparePerRack: 0, ...scheduling },
  };
}

/** The best asset, or why there is none. */
export function bestOf(wish: Wish, fleet: FleetView): string {
  const choice = chooseAsset(wish, fleet);
  if (choice.kind === 'unschedulable') return choice.message;
  const [first] = choice.candidates();
  return first?.asset.metadata.name ?? '';
}

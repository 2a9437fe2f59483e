import { accept } from '../../api/acceptance.ts';
import {
  type ClusterClient,
  createAcceptanceView,
  type ObjectRef,
  type Reflector,
  type ReflectorOptions,
  type ResourceOf,
  startReflector,
  type Store,
  type StoreChange,
} from '../../api/cluster/index.ts';
import { CLAIM_UID_LABEL } from '../../api/groups.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset, type ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { computeProvider, type ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import { type IPAddress, ipAddressKind, l2Domain, subnet, vpc } from '../../api/kinds/network.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { route } from '../../api/kinds/route.ts';
import { availabilityZone, networkZone } from '../../api/kinds/zones.ts';
import { type AddressBook, createAddressBook } from '../ipam/address-book.ts';
import { antiAffinityOf } from '../scheduling/affinity.ts';
import type { FleetChange } from '../scheduling/fleet-event.ts';
import type { FleetView, PlacedNode } from '../scheduling/fleet-view.ts';
import type { Labels } from '../scheduling/label-selector.ts';
import { createRoster } from '../scheduling/roster.ts';
import { topologyLabels } from '../scheduling/topology.ts';
import { createPlacedAssets } from './placed-assets.ts';
import { createSeenRevision, type SeenRevision } from './seen-revision.ts';

/** The fleet in memory: watched, and corrected at once by what we write ourselves. */
export interface Fleet {
  readonly view: FleetView;
  /** Addresses that somebody holds, resting ones included. */
  readonly addressBook: AddressBook;
  addresses(): Iterable<IPAddress>;
  quarantineOf(subnet: string): string | undefined;
  node(ref: ObjectRef): ComputeNode | undefined;
  observeNode(node: ComputeNode): void;
  providers(): readonly ComputeProvider[];
  nodes(): readonly ComputeNode[];
  /** Called for each change of what a choice of an asset looks at. */
  onChange(listener: (change: FleetChange) => void): void;
  /** Called for each change of a provider. */
  onProvider(listener: (change: StoreChange<ComputeProvider>) => void): void;
  observeClaim(claim: AssetClaim): void;
  observeAddress(address: IPAddress): void;
  /** How far the watch of claims has come. */
  readonly seenClaims: SeenRevision;
  readonly synced: Promise<void>;
  /** One for each kind, for those who ask how fresh all this is. */
  readonly watches: readonly FleetWatch[];
  stop(): void;
}

type FleetWatch = Pick<Reflector<never>, 'kind' | 'synced' | 'isSynced' | 'lastActivityAt' | 'stop'> & {
  readonly store: { readonly size: number };
};

export function startFleet(
  client: ClusterClient,
  onError: (error: unknown) => void,
  /** Told of each resourceVersion that comes by. */
  saw: (resourceVersion: string | undefined) => void = () => undefined,
): Fleet {
  const observers: ((change: FleetChange) => void)[] = [];
  const watch = <K extends Kind>(kind: K, onChange?: ReflectorOptions<K>['onChange']) =>
    startReflector<K>({
      client,
      kind,
      onError,
      onChange(change) {
        saw(change.object.metadata.resourceVersion);
        onChange?.(change);
        for (const observe of observers) observe({ kind: kind.kind, change } as unknown as FleetChange);
      },
    });
  const roster = createRoster(labelsOf);
  const assets = watch(computeAsset, ({ type, object }) => {
    if (type === 'upsert') roster.put(object);
    else roster.drop(object.metadata.name);
  });
  const seenClaims = createSeenRevision();
  const claims = watch(assetClaim, ({ type, object: { metadata } }) => {
    seenClaims.saw(metadata.resourceVersion);
    roster.setClaimed(metadata.name, type === 'upsert');
  });
  const nodes = watch(computeNode);
  const addressBook = createAddressBook();
  const addresses = watch(ipAddressKind, ({ type, object }) => {
    if (type === 'upsert') addressBook.put(object);
    else addressBook.drop(object);
  });
  const domains = watch(l2Domain, regroup);
  const subnets = watch(subnet, regroup);
  const vpcs = watch(vpc);
  const routes = watch(route);
  const racks = watch(rack, regroup);
  const switches = watch(networkSwitch);
  const zones = watch(availabilityZone, regroup);
  const networkZones = watch(networkZone);
  const listeners: ((change: StoreChange<ComputeProvider>) => void)[] = [];
  const providers = watch(computeProvider, (change) => listeners.forEach((listener) => listener(change)));
  const flavors = watch(flavor);
  const images = watch(osImage);
  const all: readonly FleetWatch[] = [
    assets,
    claims,
    nodes,
    addresses,
    domains,
    subnets,
    vpcs,
    routes,
    racks,
    switches,
    zones,
    networkZones,
    providers,
    flavors,
    images,
  ];
  const byName = new Map<string, unknown>(all.map((reflector) => [reflector.kind.kind, reflector]));
  const acceptance = createAcceptanceView({
    of: <K extends Kind>({ kind }: K) => byName.get(kind) as { store: Store<ResourceOf<K>> },
  });
  const routesOfSubnet = routes.store.index(({ spec }) => [spec.subnet]);
  const placedBy = createPlacedAssets({ assets: assets.store, racks: racks.store, l2Domains: domains.store });
  const isSynced = () => all.every((reflector) => reflector.isSynced());

  function labelsOf(asset: ComputeAsset): Labels {
    return topologyLabels(asset, acceptance.find);
  }

  /** Until everything is listed labels would only change and change again. */
  function regroup(change: StoreChange<Resource>): void {
    if (isSynced()) placedBy(change).forEach(roster.put);
  }

  // Machines held for repair or cleaning carry no node.
  const inNamespace = claims.store.index(({ spec }) => (spec.hold ? [] : [spec.nodeRef.namespace]));
  const ofNode = claims.store.index(({ spec }) => (spec.hold ? [] : [spec.nodeRef.uid]));
  const keepingAway = nodes.store.index((node) => (antiAffinityOf(node).length > 0 ? ['yes'] : []));
  function placed({ metadata, spec }: AssetClaim): PlacedNode[] {
    const topology = roster.groupOf(metadata.name)?.labels;
    if (!topology) return [];
    const { namespace, name, uid } = spec.nodeRef;
    const node = nodes.store.get({ namespace, name });
    if (node?.metadata.uid !== uid) return [{ namespace, labels: {}, antiAffinity: [], topology }];
    return [{ namespace, labels: node.metadata.labels ?? {}, antiAffinity: antiAffinityOf(node), topology }];
  }

  const view: FleetView = {
    get size() {
      return roster.size;
    },
    groups: roster.groups,
    groupOf: roster.groupOf,
    asset: (name) => assets.store.get({ name }),
    claims: () => claims.store.list(),
    placedIn: (namespace) => inNamespace(namespace).flatMap(placed),
    placedWithAntiAffinity: () =>
      keepingAway('yes').flatMap(({ metadata }) => ofNode(metadata.uid ?? '').flatMap(placed)),
    claimOf: (name) => claims.store.get({ name }),
    l2Domain: (name) => domains.store.get({ name }),
    subnet: (name) => subnets.store.get({ name }),
    provider: (name) => providers.store.get({ name }),
    flavor: (name) => flavors.store.get({ name }),
    osImage: (name) => images.store.get({ name }),
    routesOf: (name) =>
      routesOfSubnet(name)
        .filter((each) => each.metadata.deletionTimestamp === undefined && accept(each, acceptance).accepted)
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
    labelsOf,
    whyNotAccepted(asset) {
      const verdict = accept(asset, acceptance);
      return verdict.accepted ? undefined : verdict.brief;
    },
    isAccepted: (object) => accept(object, acceptance).accepted,
  };
  return {
    view,
    addressBook,
    addresses: () => addresses.store.list(),
    quarantineOf: (name) => subnets.store.get({ name })?.spec.quarantine,
    node: (ref) => nodes.store.get(ref),
    observeNode: (node) => nodes.observe(node),
    nodes: () => nodes.store.list(),
    onChange: (listener) => void observers.push(listener),
    providers: () => providers.store.list(),
    onProvider: (listener) => void listeners.push(listener),
    observeClaim: (claim) => claims.observe(claim),
    observeAddress: (address) => addresses.observe(address),
    seenClaims,
    watches: all,
    synced: Promise.all(all.map((reflector) => reflector.synced)).then(() => assets.store.list().forEach(roster.put)),
    stop: () => all.forEach((reflector) => reflector.stop()),
  };
}

export function heldBy(uid: string): { labelSelector: string } {
  return { labelSelector: `${CLAIM_UID_LABEL}=${uid}` };
}

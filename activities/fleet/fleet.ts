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
import {
  type ComputeNodeDisruptionBudget,
  computeNodeDisruptionBudget,
} from '../../api/kinds/compute-node-disruption-budget.ts';
import { computeProvider, type ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import { type IPAddress, ipAddressKind, l2Domain, subnet, vpc } from '../../api/kinds/network.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { route } from '../../api/kinds/route.ts';
import { availabilityZone, networkZone } from '../../api/kinds/zones.ts';
import { type AddressBook, createAddressBook } from '../ipam/address-book.ts';
import type { FleetChange } from '../scheduling/fleet-event.ts';
import type { FleetView } from '../scheduling/fleet-view.ts';
import { createPlacedIndex } from '../scheduling/placed-index.ts';
import type { Labels } from '../../api/label-selector.ts';
import { createRoster } from '../scheduling/roster.ts';
import { topologyLabels } from '../scheduling/topology.ts';
import { createPlacedAssets } from './placed-assets.ts';
import { placedNodeOf } from './placed-node.ts';
import { createSharer, keepAsset, keepClaim, keepNode, keepObject, keepPlace } from './keep.ts';
import { createSeenRevision, type SeenRevision } from './seen-revision.ts';

/** The fleet in memory: watched, and corrected at once by what we write ourselves. */
export interface Fleet {
  readonly view: FleetView;
  /** Addresses that somebody holds, resting ones included. */
  readonly addressBook: AddressBook;
  addresses(): Iterable<IPAddress>;
  quarantineOf(subnet: string): string | undefined;
  node(ref: ObjectRef): ComputeNode | undefined;
  budgetsIn(namespace: string): readonly ComputeNodeDisruptionBudget[];
  nodesIn(namespace: string): readonly ComputeNode[];
  /** The labels of the asset that the node holds, also while it is being taken down. */
  topologyOf(node: ComputeNode): Labels | undefined;
  observeNode(node: ComputeNode): void;
  poolsIn(namespace: string): readonly NodePool[];
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
  const watch = <K extends Kind>(
    kind: K,
    onChange?: ReflectorOptions<K>['onChange'],
    keep: ReflectorOptions<K>['keep'] = keepObject,
  ) =>
    startReflector<K>({
      client,
      kind,
      keep,
      onError,
      onChange(change) {
        saw(change.object.metadata.resourceVersion);
        onChange?.(change);
        for (const observe of observers) observe({ kind: kind.kind, change } as unknown as FleetChange);
      },
    });
  const roster = createRoster(labelsOf);
  const placed = createPlacedIndex();
  const share = createSharer();
  const watchPlaces = <K extends Kind>(kind: K, onChange?: ReflectorOptions<K>['onChange']) =>
    watch(kind, onChange, (object) => keepPlace(object, share));
  const assets = watch(
    computeAsset,
    ({ type, object }) => {
      if (type === 'upsert') return group(object);
      roster.drop(object.metadata.name);
      place(object.metadata.name);
    },
    (asset) => keepAsset(asset, share),
  );
  const seenClaims = createSeenRevision();
  const claims = watch(
    assetClaim,
    ({ type, object: { metadata } }) => {
      seenClaims.saw(metadata.resourceVersion);
      roster.setClaimed(metadata.name, type === 'upsert');
      place(metadata.name);
    },
    (claim) => keepClaim(claim, share),
  );
  const nodes = watch(
    computeNode,
    ({ object }) => {
      for (const { metadata } of claimsOf(object.metadata.uid ?? '')) place(metadata.name);
    },
    (node) => keepNode(node, share),
  );
  const pools = watch(nodePool);
  const addressBook = createAddressBook();
  const addresses = watch(ipAddressKind, ({ type, object }) => {
    if (type === 'upsert') addressBook.put(object);
    else addressBook.drop(object);
  });
  const domains = watchPlaces(l2Domain, regroup);
  const subnets = watchPlaces(subnet, regroup);
  const vpcs = watchPlaces(vpc);
  const routes = watchPlaces(route);
  const racks = watchPlaces(rack, regroup);
  const switches = watchPlaces(networkSwitch);
  const zones = watchPlaces(availabilityZone, regroup);
  const networkZones = watchPlaces(networkZone);
  const listeners: ((change: StoreChange<ComputeProvider>) => void)[] = [];
  const providers = watch(computeProvider, (change) => listeners.forEach((listener) => listener(change)));
  const budgets = watch(computeNodeDisruptionBudget);
  const flavors = watch(flavor);
  const images = watch(osImage);
  const all: readonly FleetWatch[] = [
    assets,
    claims,
    nodes,
    pools,
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
    budgets,
    flavors,
    images,
  ];
  const byName = new Map<string, unknown>(all.map((reflector) => [reflector.kind.kind, reflector]));
  const acceptance = createAcceptanceView({
    of: <K extends Kind>({ kind }: K) => byName.get(kind) as { store: Store<ResourceOf<K>> },
  });
  const routesOfSubnet = routes.store.index(({ spec }) => [spec.subnet]);
  const placedBy = createPlacedAssets({ naming: roster.naming, racks: racks.store, l2Domains: domains.store });
  const isSynced = () => all.every((reflector) => reflector.isSynced());

  function labelsOf(asset: ComputeAsset): Labels {
    return topologyLabels(asset, acceptance.find);
  }

  function group(asset: ComputeAsset): void {
    roster.put(asset);
    place(asset.metadata.name);
  }

  const budgetsIn = budgets.store.index(({ metadata }) => [metadata.namespace ?? '']);
  const nodesIn = nodes.store.index(({ metadata }) => [metadata.namespace ?? '']);
  const poolsIn = pools.store.index(({ metadata }) => [metadata.namespace ?? '']);
  /** Until everything is listed labels would only change and change again. */
  function regroup(change: StoreChange<Resource>): void {
    if (isSynced()) placedBy(change).forEach(group);
  }

  const claimsOf = claims.store.index(({ spec }) => [spec.nodeRef.uid]);
  /** Where affinity and spread see a node. Machines held for repair or cleaning carry none. */
  function place(asset: string): void {
    const claim = claims.store.get({ name: asset });
    const topology = roster.groupOf(asset)?.labels;
    if (!claim || claim.spec.hold || !topology) return placed.drop(asset);
    placed.put(asset, placedNodeOf(claim, nodes.store.get(claim.spec.nodeRef), topology));
  }

  const view: FleetView = {
    get size() {
      return roster.size;
    },
    groups: roster.groups,
    groupOf: roster.groupOf,
    asset: (name) => assets.store.get({ name }),
    claims: () => claims.store.list(),
    domainCounts: placed.counts,
    racks: () => roster.rack,
    keepingAway: placed.keepingAway,
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
    budgetsIn,
    nodesIn,
    topologyOf({ metadata }) {
      const claim = claimsOf(metadata.uid ?? '').find(
        ({ spec }) => spec.hold === undefined || spec.hold.phase === 'Cleaning',
      );
      return claim && roster.groupOf(claim.metadata.name)?.labels;
    },
    observeNode: (node) => nodes.observe(node),
    poolsIn,
    nodes: () => nodes.store.list(),
    onChange: (listener) => void observers.push(listener),
    providers: () => providers.store.list(),
    onProvider: (listener) => void listeners.push(listener),
    observeClaim: (claim) => claims.observe(claim),
    observeAddress: (address) => addresses.observe(address),
    seenClaims,
    watches: all,
    synced: Promise.all(all.map((reflector) => reflector.synced)).then(() => assets.store.list().forEach(group)),
    stop: () => all.forEach((reflector) => reflector.stop()),
  };
}

export function heldBy(uid: string): { labelSelector: string } {
  return { labelSelector: `${CLAIM_UID_LABEL}=${uid}` };
}

import { macsOf } from '../../api/acceptance/compute-asset.ts';
import type { AcceptanceView } from '../../api/acceptance/view.ts';
import { createAcceptanceView, type Stores } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import {
  type ComputeNodeDisruptionBudget,
  computeNodeDisruptionBudget,
} from '../../api/kinds/compute-node-disruption-budget.ts';
import { kinds } from '../../api/kinds/index.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltMaster, type SaltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import { type Reference, referenceKey, referencesOf, REFERRERS } from '../../api/references.ts';

type Named = Pick<Reference, 'kind' | 'name'>;

interface NamespacedName {
  namespace: string;
  name: string;
}

/** Lookups across kinds, each through an index: what they cost is what they answer. */
export interface FleetView extends AcceptanceView {
  claimOf(asset: string): AssetClaim | undefined;
  /** Objects of `kinds`, or of any kind, that name the one in a reference. */
  referrersOf(named: Named, kinds?: readonly string[]): readonly Resource[];
  /** Its deletion was asked for, and something keeps it. */
  isGoing(named: Named): boolean;
  poolsIn(namespace: string): readonly NodePool[];
  /** Nodes whose status says that they wait for the object, or for any of its kind. */
  nodesWaitingFor(kind: string, name: string): readonly ComputeNode[];
  nodesIn(namespace: string): readonly ComputeNode[];
  budgetsIn(namespace: string): readonly ComputeNodeDisruptionBudget[];
  deploymentsIn(namespace: string): readonly SaltDeployment[];
  mastersIn(namespace: string): readonly SaltMaster[];
  minionsIn(namespace: string): readonly SaltMinion[];
  node(ref: NamespacedName): ComputeNode | undefined;
  minion(ref: NamespacedName): SaltMinion | undefined;
  minionsOf(master: NamespacedName): readonly SaltMinion[];
  claimsHeldBy(uid: string): readonly AssetClaim[];
}

export function createFleetView(stores: Stores): FleetView {
  const claims = stores.of(assetClaim).store;
  const nodes = stores.of(computeNode).store;
  const minions = stores.of(saltMinion).store;
  const minionsByMaster = minions.index(({ metadata, spec }) => [`${metadata.namespace}/${spec.master}`]);
  const waiting = nodes.index(({ status }) => (status.waitsFor ?? []).map(({ kind, name }) => `${kind} ${name}`));
  const byName = new Map(kinds.map((kind: Kind) => [kind.kind, stores.of(kind).store]));
  const referrers = new Map(
    REFERRERS.map((kind) => [kind, byName.get(kind)?.index((object) => referencesOf(object).map(referenceKey))]),
  );
  return {
    ...createAcceptanceView(stores),
    claimOf: (asset) => claims.get({ name: asset }),
    referrersOf: (named, among = REFERRERS) =>
      among.flatMap((kind) => referrers.get(kind)?.(referenceKey(named)) ?? []),
    isGoing: ({ kind, name }) => byName.get(kind)?.get({ name })?.metadata.deletionTimestamp !== undefined,
    nodesIn: nodes.index(({ metadata }) => [metadata.namespace ?? '']),
    budgetsIn: stores.of(computeNodeDisruptionBudget).store.index(({ metadata }) => [metadata.namespace ?? '']),
    deploymentsIn: stores.of(saltDeployment).store.index(({ metadata }) => [metadata.namespace ?? '']),
    mastersIn: stores.of(saltMaster).store.index(({ metadata }) => [metadata.namespace ?? '']),
    minionsIn: minions.index(({ metadata }) => [metadata.namespace ?? '']),
    node: (ref) => nodes.get(ref),
    minion: (ref) => minions.get(ref),
    minionsOf: ({ namespace, name }) => minionsByMaster(`${namespace}/${name}`),
    claimsHeldBy: claims.index(({ spec }) => [spec.nodeRef.uid]),
    poolsIn: stores.of(nodePool).store.index(({ metadata }) => [metadata.namespace ?? '']),
    nodesWaitingFor: (kind, name) => [...new Set([...waiting(`${kind} ${name}`), ...waiting(`${kind} *`)])],
  };
}

/** Assets that share a MAC address or a system id with this one, as it is or as it was. */
export function rivalsOf(asset: ComputeAsset, view: FleetView): ComputeAsset[] {
  const systemId = asset.bmc?.systemId;
  return [
    ...macsOf(asset).flatMap(view.assetsWithMac),
    ...(systemId === undefined ? [] : view.assetsWithSystemId(systemId)),
  ];
}

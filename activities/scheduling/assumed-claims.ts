import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { requiredTerms } from './affinity.ts';
import type { AssetGroup } from './asset-group.ts';
import type { FleetView, PlacedNode } from './fleet-view.ts';

/** Claims on their way to the apiserver. It has the last word; these only keep a process from racing against itself. */
export interface AssumedClaims {
  /** The fleet, with what is assumed as if it were claimed. */
  readonly view: FleetView;
  /** True while some asset is only assumed to be taken. */
  any(): boolean;
  /** Assumes the claim for its node until `create` has ended, well or not. */
  during<T>(claim: AssetClaim, node: ComputeNode, create: () => Promise<T>): Promise<T>;
}

export function createAssumedClaims(fleet: FleetView): AssumedClaims {
  const assumed = new Map<string, { claim: AssetClaim; node: ComputeNode }>();

  /** Those that the fleet does not know yet: what it knows is not counted twice. */
  function unknown() {
    return [...assumed.values()].filter(({ claim }) => !fleet.claimOf(claim.metadata.name));
  }

  function placed(): PlacedNode[] {
    return unknown().flatMap(({ claim, node }) => {
      const asset = fleet.asset(claim.metadata.name);
      const { namespace = '', labels = {} } = node.metadata;
      return asset ? [{ namespace, labels, antiAffinity: antiAffinityOf(node), topology: fleet.labelsOf(asset) }] : [];
    });
  }

  function less(group: AssetGroup): AssetGroup {
    return { ...group, free: group.free.filter((name) => !assumed.has(name)) };
  }

  return {
    view: {
      ...fleet,
      get size() {
        return fleet.size;
      },
      *groups() {
        const touched = new Set(unknown().map(({ claim }) => fleet.groupOf(claim.metadata.name)));
        for (const group of fleet.groups()) yield touched.has(group) ? less(group) : group;
      },
      claims: () => [...fleet.claims(), ...unknown().map(({ claim }) => claim)],
      claimOf: (asset) => fleet.claimOf(asset) ?? assumed.get(asset)?.claim,
      *placedIn(namespace) {
        yield* fleet.placedIn(namespace);
        yield* placed().filter((node) => node.namespace === namespace);
      },
      *placedWithAntiAffinity() {
        yield* fleet.placedWithAntiAffinity();
        yield* placed().filter((node) => node.antiAffinity.length > 0);
      },
    },
    any: () => assumed.size > 0,
    async during(claim, node, create) {
      const { name } = claim.metadata;
      assumed.set(name, { claim, node });
      try {
        return await create();
      } finally {
        assumed.delete(name);
      }
    },
  };
}

export function antiAffinityOf(node: Pick<ComputeNode, 'spec'>): PlacedNode['antiAffinity'] {
  return requiredTerms(node.spec.affinity?.nodeAntiAffinity);
}

import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { antiAffinityOf } from './affinity.ts';
import { RACK_LABEL } from '../../api/groups.ts';
import type { AssetGroup } from './asset-group.ts';
import type { FleetView, PlacedNode, StandingClaim } from './fleet-view.ts';
import { keepingAway, withNodes } from './placed-index.ts';

/** A fleet with more nodes placed in it than there are: those that are being placed, or would be. */
export interface PlacedBesides {
  readonly view: FleetView;
  put(asset: string, node: ComputeNode): void;
  drop(asset: string): void;
  readonly size: number;
}

export function placedBesides(fleet: FleetView): PlacedBesides {
  const besides = new Map<string, ComputeNode>();

  /** Those that the fleet does not know yet: what it knows is not counted twice. */
  function unknown(): [asset: string, node: ComputeNode][] {
    return [...besides].filter(([asset]) => !fleet.claimOf(asset));
  }

  function placed(): PlacedNode[] {
    return unknown().flatMap(([asset, node]) => {
      const topology = fleet.groupOf(asset)?.labels;
      const { namespace = '', labels = {} } = node.metadata;
      return topology ? [{ namespace, labels, antiAffinity: antiAffinityOf(node), topology }] : [];
    });
  }

  function less(group: AssetGroup): AssetGroup {
    return { ...group, free: group.free.filter((name) => !besides.has(name)) };
  }

  function* lessOf(groups: Iterable<AssetGroup>, touched: ReadonlySet<AssetGroup | undefined>): Iterable<AssetGroup> {
    for (const group of groups) yield touched.has(group) ? less(group) : group;
  }

  return {
    view: {
      ...fleet,
      get size() {
        return fleet.size;
      },
      groups() {
        const touched = new Set(unknown().map(([asset]) => fleet.groupOf(asset)));
        return touched.size === 0 ? fleet.groups() : lessOf(fleet.groups(), touched);
      },
      *claims() {
        yield* fleet.claims();
        yield* unknown().map(claimFor);
      },
      claimOf(asset) {
        const node = besides.get(asset);
        return fleet.claimOf(asset) ?? (node && claimFor([asset, node]));
      },
      domainCounts: (question) => withNodes(fleet.domainCounts(question), question, placed()),
      racks() {
        const useOf = fleet.racks();
        const nodes = placed();
        if (nodes.length === 0) return useOf;
        const taken = new Map<string, number>();
        for (const { topology } of nodes) {
          const rack = topology[RACK_LABEL] ?? '';
          taken.set(rack, (taken.get(rack) ?? 0) + 1);
        }
        return (rack) => {
          const use = useOf(rack);
          return use && { ...use, free: use.free - (taken.get(rack) ?? 0) };
        };
      },
      *keepingAway() {
        yield* fleet.keepingAway();
        yield* keepingAway(placed());
      },
    },
    put: (asset, node) => void besides.set(asset, node),
    drop: (asset) => void besides.delete(asset),
    get size() {
      return besides.size;
    },
  };
}

function claimFor([asset, { metadata }]: [string, ComputeNode]): StandingClaim {
  const { namespace = '', name, uid = '' } = metadata;
  return { metadata: { name: asset }, spec: { nodeRef: { namespace, name, uid } } };
}

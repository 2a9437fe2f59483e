import { startFleet } from '../../activities/fleet/fleet.ts';
import { antiAffinityOf } from '../../activities/scheduling/affinity.ts';
import { chooseAsset } from '../../activities/scheduling/choose-asset.ts';
import type { FleetView, PlacedNode } from '../../activities/scheduling/fleet-view.ts';
import { keepingAway, withNodes } from '../../activities/scheduling/placed-index.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { RACK_LABEL } from '../../api/groups.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { wishIn } from './wish-in.ts';

export interface Reference {
  /** The asset that looking at every one of them leads to. */
  choose(node: ComputeNode): { asset: string | undefined; ms: number };
  stop(): void;
}

/** The fleet as the apiserver lists it now: no groups, nothing remembered, everything counted anew for each choice. */
export async function readReference(cluster: ClusterClient, names: readonly string[]): Promise<Reference> {
  const fleet = startFleet(cluster, (error) => console.error(String(error)));
  await fleet.synced;
  const view = exhaustive(fleet.view, fleet.nodes(), names);
  return {
    choose(node) {
      const began = performance.now();
      const choice = chooseAsset(wishIn(view, node), view);
      const [first] = choice.kind === 'fitting' ? choice.candidates() : [];
      return { asset: first?.asset.metadata.name, ms: performance.now() - began };
    },
    stop: () => fleet.stop(),
  };
}

function exhaustive(view: FleetView, nodes: readonly ComputeNode[], names: readonly string[]): FleetView {
  const nodeOf = new Map(nodes.map((node) => [node.metadata.uid, node]));
  const assets = names.flatMap((name) => view.asset(name) ?? []);

  function alone(asset: ComputeAsset) {
    const { name } = asset.metadata;
    return { asset, labels: view.labelsOf(asset), size: 1, free: view.claimOf(name) ? [] : [name] };
  }

  function placed(): PlacedNode[] {
    return [...view.claims()].flatMap(({ metadata, spec }) => {
      const asset = view.asset(metadata.name);
      if (!asset || spec.hold) return [];
      const node = nodeOf.get(spec.nodeRef.uid);
      const antiAffinity = node ? antiAffinityOf(node) : [];
      const { namespace } = spec.nodeRef;
      return [{ namespace, labels: node?.metadata.labels ?? {}, antiAffinity, topology: view.labelsOf(asset) }];
    });
  }

  return {
    ...view,
    size: assets.length,
    groups: () => assets.map(alone),
    groupOf(name) {
      const asset = view.asset(name);
      return asset && alone(asset);
    },
    domainCounts: (question) => withNodes(new Map(), question, placed()),
    racks() {
      const uses = new Map<string, { size: number; free: number }>();
      for (const { labels, free } of assets.map(alone)) {
        const name = labels[RACK_LABEL] ?? '';
        const use = uses.get(name) ?? { size: 0, free: 0 };
        uses.set(name, { size: use.size + 1, free: use.free + free.length });
      }
      return (name) => uses.get(name);
    },
    keepingAway: () => keepingAway(placed()),
  };
}

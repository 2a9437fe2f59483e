import type { AssetGroup } from '../asset-group.ts';
import type { FleetEvent } from '../fleet-event.ts';
import type { Wish } from '../wish.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { Flavor } from '../../../api/kinds/flavor.ts';

/** Says in few words why assets are out ("too little memory"), or nothing when they may stay. */
export type Refuse = (group: AssetGroup) => string | undefined;

/** All of a wish that filters read: their verdicts are remembered for it. */
export interface FilterWish {
  readonly namespace: string;
  readonly nodeSelector: ComputeNode['spec']['nodeSelector'];
  readonly tolerations: ComputeNode['spec']['tolerations'];
  readonly requirements: Flavor['spec']['requirements'];
}

/**
 * What an asset is by itself, against what is wished. `prepare` is called once for each wish; undefined: this filter has
 * nothing to say about it. It reads nothing of an asset that the signature of its group leaves out.
 */
export interface Filter {
  readonly name: string;
  /** What may change so that it no longer refuses an asset. That one comes is not among it: it helps whomever. */
  readonly helpedBy: readonly FleetEvent[];
  prepare(wish: FilterWish): Refuse | undefined;
}

export function filterWishOf({ node: { metadata, spec }, flavor }: Wish): FilterWish {
  const { nodeSelector, tolerations } = spec;
  return { namespace: metadata.namespace ?? '', nodeSelector, tolerations, requirements: flavor.spec.requirements };
}

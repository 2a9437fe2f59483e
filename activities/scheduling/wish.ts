import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Scheduling } from '../../api/kinds/compute-provider.ts';
import type { Flavor } from '../../api/kinds/flavor.ts';

/** What an asset is looked for. */
export interface Wish {
  readonly node: ComputeNode;
  readonly flavor: Flavor;
  /** How the node's provider wants its nodes placed. */
  readonly scheduling: Scheduling;
}

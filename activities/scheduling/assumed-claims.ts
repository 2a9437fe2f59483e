import { setTimeout as sleep } from 'node:timers/promises';
import { isUnanswered } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { FleetView } from './fleet-view.ts';
import { placedBesides } from './placed-besides.ts';

/** Claims on their way to the apiserver. It has the last word; these only keep a process from racing against itself. */
export interface AssumedClaims {
  /** The fleet, with what is assumed as if it were claimed. */
  readonly view: FleetView;
  /** True while some asset is only assumed to be taken. */
  any(): boolean;
  /** The asset that is assumed for a node, until it is known whether it has it. */
  assetOf(uid: string): string | undefined;
  /**
   * Assumes the asset for its node until `create` has ended, well or not. When nobody knows how it ended it stays so until
   * the watch has surely told.
   */
  during<T>(asset: string, node: ComputeNode, create: () => Promise<T>): Promise<T>;
}

const DOUBT_MS = 10_000;
const told = () => sleep(DOUBT_MS, undefined, { ref: false });

export function createAssumedClaims(fleet: FleetView, untilTold: () => Promise<unknown> = told): AssumedClaims {
  const besides = placedBesides(fleet);
  const nodes = new Map<string, string>();

  function letGo(asset: string, uid: string): void {
    besides.drop(asset);
    nodes.delete(uid);
  }

  return {
    view: besides.view,
    any: () => besides.size > 0,
    assetOf: (uid) => nodes.get(uid),
    async during(asset, node, create) {
      const uid = node.metadata.uid ?? '';
      besides.put(asset, node);
      nodes.set(uid, asset);
      try {
        const made = await create();
        letGo(asset, uid);
        return made;
      } catch (error) {
        if (isUnanswered(error)) void untilTold().then(() => letGo(asset, uid));
        else letGo(asset, uid);
        throw error;
      }
    },
  };
}

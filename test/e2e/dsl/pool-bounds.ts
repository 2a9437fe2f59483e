import { POOL_UID_LABEL } from '../../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { isReady } from './pool.ts';
import type { World } from './world.ts';

export interface Bounds {
  /** Never fewer of the pool's nodes may be Ready and not on their way out. */
  atLeastReady: number;
  /** Never more machines may be the pool's, those on their way out included. */
  atMost: number;
}

export interface BoundsWatch {
  /** Every moment at which a bound was broken, in words. */
  readonly broken: readonly string[];
  /** Changes of the pool's nodes that were looked at. */
  readonly events: number;
  stop(): Promise<void>;
}

/** A watch of its own: counts the pool's nodes after every single change, as the apiserver tells it. */
export async function watchBounds(world: World, poolUid: string, bounds: Bounds): Promise<BoundsWatch> {
  const { items, resourceVersion } = await world.cluster.list(computeNode);
  const nodes = new Map(items.map((node) => [node.metadata.uid, node]));
  const stopped = new AbortController();
  const broken: string[] = [];
  let events = 0;

  function look(): void {
    const all = [...nodes.values()].filter(({ metadata }) => metadata.labels?.[POOL_UID_LABEL] === poolUid);
    const ready = all.filter((node) => isReady(node) && node.metadata.deletionTimestamp === undefined).length;
    if (ready < bounds.atLeastReady) broken.push(`only ${ready} are Ready: ${all.map(wordsOf).join(', ')}`);
    if (all.length > bounds.atMost) broken.push(`there are ${all.length}: ${all.map(wordsOf).join(', ')}`);
  }

  async function follow(): Promise<void> {
    const watch = { resourceVersion, timeoutSeconds: 600, signal: stopped.signal };
    for await (const event of await world.cluster.watch(computeNode, watch)) {
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'ERROR') throw new Error(`The watch ended: ${JSON.stringify(event.object)}`);
      if (event.type === 'DELETED') nodes.delete(event.object.metadata.uid);
      else nodes.set(event.object.metadata.uid, event.object);
      if (event.object.metadata.labels?.[POOL_UID_LABEL] !== poolUid) continue;
      events += 1;
      look();
    }
  }

  const following = follow().catch((error: unknown) => {
    if (!stopped.signal.aborted) broken.push(`nothing was watched: ${String(error)}`);
  });
  return {
    broken,
    get events() {
      return events;
    },
    async stop() {
      stopped.abort();
      await following;
    },
  };
}

function wordsOf(node: ComputeNode): string {
  const { name, deletionTimestamp } = node.metadata;
  return `${name}${isReady(node) ? '' : ' not Ready'}${deletionTimestamp ? ' going' : ''}`;
}

import type { ClusterClient } from '../../api/cluster/index.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { dice } from '../measure/dice.ts';
import { TAINT } from './population.ts';

export interface Churn {
  /** Ends it; answers how many changes the apiserver took in how many seconds. */
  stop(): Promise<{ changes: number; seconds: number }>;
}

/** Somebody's tools and people at work: taints come and go, labels are written. */
export function startChurn(cluster: ClusterClient, assets: readonly string[], lanes = 6): Churn {
  const roll = dice(1);
  const started = performance.now();
  let changes = 0;
  let isOver = false;

  async function lane(): Promise<void> {
    while (!isOver) {
      const name = assets[Math.floor(roll() * assets.length)] ?? '';
      const patch =
        roll() < 0.5
          ? { taints: roll() < 0.3 ? [TAINT] : [] }
          : { metadata: { labels: { 'inventory.example/seen': String(Math.floor(roll() * 3)) } } };
      await cluster.mergePatch(computeAsset, { name }, patch);
      changes += 1;
    }
  }

  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    async stop() {
      isOver = true;
      await running;
      return { changes, seconds: (performance.now() - started) / 1000 };
    },
  };
}

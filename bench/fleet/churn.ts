import type { ClusterClient } from '../../api/cluster/index.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { dice } from '../measure/dice.ts';
import { TAINT } from './population.ts';

export interface Churn {
  /** Ends it; answers how many changes the apiserver took in how many seconds. */
  stop(): Promise<{ changes: number; seconds: number }>;
}

/** Twice what is asked for: as many as the apiserver takes would measure how three processes share two cores. */
const PER_SECOND = 100;

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
      await pause(Math.max(0, started + (1000 * changes) / PER_SECOND - performance.now()));
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

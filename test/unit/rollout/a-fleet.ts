import { RACK_LABEL } from '../../../api/groups.ts';
import type { BucketSettings } from '../../../api/rollout/buckets.ts';
import type { RolloutNode } from '../../../api/rollout/strategies/strategy.ts';

/** `perRack` nodes in each of the racks, named as their place. */
export function aFleet(racks: readonly string[], perRack: number): RolloutNode[] {
  return racks.flatMap((rack) =>
    Array.from({ length: perRack }, (_, index) => ({ name: `${rack}-n${index + 1}`, labels: { [RACK_LABEL]: rack } })),
  );
}

export function settings(given: Partial<BucketSettings> = {}): BucketSettings {
  return {
    type: 'RackByRack',
    canary: [],
    order: [],
    steps: [10, 25, 50, 100],
    initial: 1,
    factor: 2,
    custom: [],
    ...given,
  };
}

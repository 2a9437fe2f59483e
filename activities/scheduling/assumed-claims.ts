import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { FleetView } from './fleet-view.ts';

/** Claims on their way to the apiserver. It has the last word; these only keep a process from racing against itself. */
export interface AssumedClaims {
  /** The fleet, with what is assumed as if it were claimed. */
  readonly view: FleetView;
  /** True while some asset is only assumed to be taken. */
  any(): boolean;
  /** Assumes the claim until `create` has ended, well or not. */
  during<T>(claim: AssetClaim, create: () => Promise<T>): Promise<T>;
}

export function createAssumedClaims(fleet: FleetView): AssumedClaims {
  const assumed = new Map<string, AssetClaim>();
  return {
    view: {
      ...fleet,
      claims: () => [...fleet.claims(), ...assumed.values()],
      claimOf: (asset) => fleet.claimOf(asset) ?? assumed.get(asset),
    },
    any: () => assumed.size > 0,
    async during(claim, create) {
      const { name } = claim.metadata;
      assumed.set(name, claim);
      try {
        return await create();
      } finally {
        assumed.delete(name);
      }
    },
  };
}

import type { ResourceOf, Store, StoreChange } from '../../api/cluster/index.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { l2Domain } from '../../api/kinds/network.ts';
import type { rack } from '../../api/kinds/rack.ts';
import { referenceKey, referencesOf } from '../../api/references.ts';

interface Known {
  /** The assets that name an object, by `referenceKey`. */
  naming: (key: string) => readonly ComputeAsset[];
  racks: Store<ResourceOf<typeof rack>>;
  l2Domains: Store<ResourceOf<typeof l2Domain>>;
}

/** The assets whose labels may say something else after a change of what they stand in, or are attached to. */
export function createPlacedAssets({ naming, racks, l2Domains }: Known) {
  const racksOf = racks.index((each) => referencesOf(each).map(referenceKey));
  const domainsOf = l2Domains.index((each) => referencesOf(each).map(referenceKey));

  return function placedBy(change: StoreChange<Resource>): readonly ComputeAsset[] {
    if (change.type === 'upsert' && change.previous?.metadata.generation === change.object.metadata.generation)
      return [];
    const key = referenceKey({ kind: change.object.kind, name: change.object.metadata.name });
    const between = [...racksOf(key), ...domainsOf(key)];
    const near = between.flatMap(({ kind, metadata: { name } }) => naming(referenceKey({ kind, name })));
    return [...naming(key), ...near];
  };
}

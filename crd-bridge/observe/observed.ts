import type { ResourceOf, StoreChange } from '../../api/cluster/index.ts';
import type { kinds } from '../../api/kinds/index.ts';

type Each = (typeof kinds)[number];

/** A change of one object, as the watch of its kind brought it. */
export type Observed = {
  [K in Each as K['kind']]: { kind: K['kind']; change: StoreChange<ResourceOf<K>> };
}[Each['kind']];

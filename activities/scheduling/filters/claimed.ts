import type { Filter } from './filter.ts';

/** Last of the static ones, so that the count of claimed assets is one of fitting assets. */
export const claimed: Filter = {
  name: 'claimed',
  refuse(asset, _wish, view) {
    if (asset.metadata.deletionTimestamp) return 'being deleted';
    const claim = view.claimOf(asset.metadata.name);
    if (!claim) return undefined;
    return claim.spec.hold ? claim.spec.hold.phase.toLowerCase() : 'claimed';
  },
};

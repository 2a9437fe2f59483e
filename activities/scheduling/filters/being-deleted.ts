import type { Filter } from './filter.ts';

export const beingDeleted: Filter = {
  name: 'being-deleted',
  prepare:
    () =>
    ({ asset }) =>
      asset.metadata.deletionTimestamp ? 'being deleted' : undefined,
};

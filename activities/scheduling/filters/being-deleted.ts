import type { Filter } from './filter.ts';

export const beingDeleted: Filter = {
  name: 'being-deleted',
  helpedBy: [],
  prepare:
    () =>
    ({ asset }) =>
      asset.metadata.deletionTimestamp ? 'being deleted' : undefined,
};

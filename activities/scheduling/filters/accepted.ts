import type { Filter } from './filter.ts';

export const accepted: Filter = {
  name: 'accepted',
  refuse: (asset, _wish, view) => (view.whyNotAccepted(asset) === undefined ? undefined : 'not accepted'),
};

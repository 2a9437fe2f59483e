import { untolerated } from '../tolerations.ts';
import type { Filter } from './filter.ts';

export const taints: Filter = {
  name: 'taints',
  helpedBy: ['asset-taints'],
  prepare:
    ({ tolerations = [] }) =>
    ({ asset }) => {
      const [first] = untolerated(asset, tolerations, 'NoSchedule');
      return first && `tainted ${first.key}`;
    },
};

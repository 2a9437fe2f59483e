import { untolerated } from '../tolerations.ts';
import type { Filter } from './filter.ts';

export const taints: Filter = {
  name: 'taints',
  helpedBy: ['asset-taints'],
  prepare:
    ({ node }) =>
    ({ asset }) => {
      const [first] = untolerated(asset, node, 'NoSchedule');
      return first && `tainted ${first.key}`;
    },
};

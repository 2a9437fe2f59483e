import { untolerated } from '../tolerations.ts';
import type { Score } from './score.ts';

export const softTaints: Score = {
  name: 'soft-taints',
  weight: 3,
  prepare: ({
    node: {
      spec: { tolerations = [] },
    },
  }) => ({
    points: ({ asset }) => 100 / (1 + untolerated(asset, tolerations, 'PreferNoSchedule').length),
    why({ asset }) {
      const keys = untolerated(asset, tolerations, 'PreferNoSchedule').map(({ key }) => key);
      return keys.length === 0 ? 'no taint speaks against it' : `rather not, by taint ${keys.join(', ')}`;
    },
  }),
};

import { RACK_LABEL } from '../../../api/groups.ts';
import type { AssetGroup } from '../asset-group.ts';
import type { Score } from './score.ts';

/** Spread takes the emptiest rack, so that one that fails takes few nodes along; Pack the fullest, to keep others free. */
export const rackUseScore: Score = {
  name: 'rack-use',
  weight: 1,
  prepare({ scheduling }, view) {
    const useOf = view.racks();
    const rackOf = ({ labels }: AssetGroup) => labels[RACK_LABEL];
    const claimedPercent = (group: AssetGroup) => {
      const { size, free } = useOf(rackOf(group) ?? '') ?? { size: 1, free: 1 };
      return (100 * (size - free)) / size;
    };
    return {
      points: (group) => (scheduling.strategy === 'Pack' ? claimedPercent(group) : 100 - claimedPercent(group)),
      why: (group) => `rack ${rackOf(group) ?? '(none)'} is ${Math.round(claimedPercent(group))} % claimed`,
    };
  },
};

import { selector } from '../../label-selector.ts';
import type { Split } from './strategy.ts';

/** Each selector takes of what those before it left. */
export const custom: Split = (nodes, settings) => {
  let left = nodes;
  return settings.custom.map(({ name, selector: wanted, soak, maxUnavailable }) => {
    const isSelected = selector(wanted);
    const taken = left.filter(({ labels }) => isSelected(labels));
    left = left.filter(({ labels }) => !isSelected(labels));
    return {
      name,
      nodes: taken,
      ...(soak !== undefined && { soak }),
      ...(maxUnavailable !== undefined && { maxUnavailable }),
    };
  });
};

import { fits } from '../label-match.ts';
import type { Split } from './strategy.ts';

/** Each selector takes of what those before it left. */
export const custom: Split = (nodes, settings) => {
  let left = nodes;
  return settings.custom.map(({ name, selector, soak, maxUnavailable }) => {
    const taken = left.filter(({ labels }) => fits(selector, labels));
    left = left.filter(({ labels }) => !fits(selector, labels));
    return {
      name,
      nodes: taken,
      ...(soak !== undefined && { soak }),
      ...(maxUnavailable !== undefined && { maxUnavailable }),
    };
  });
};

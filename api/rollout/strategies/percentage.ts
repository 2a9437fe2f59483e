import { scatter } from './scatter.ts';
import type { Split } from './strategy.ts';

/** After each bucket so many percent of the nodes are done, rounded up; from all racks alike. */
export const percentage: Split = (nodes, { steps }) => {
  const spread = scatter(nodes);
  let done = 0;
  return steps.map((percent) => {
    const from = done;
    done = Math.max(from, Math.ceil((spread.length * percent) / 100));
    return { name: `${percent}-percent`, nodes: spread.slice(from, done) };
  });
};

import type { Filter } from './filter.ts';

export const nodeSelector: Filter = {
  name: 'node-selector',
  helpedBy: ['asset-labels', 'network'],
  prepare({ nodeSelector = {} }) {
    const wanted = Object.entries(nodeSelector);
    if (wanted.length === 0) return undefined;
    return ({ labels }) => {
      const missing = wanted.find(([key, value]) => labels[key] !== value);
      return missing && `not ${missing[0]}=${missing[1]}`;
    };
  },
};

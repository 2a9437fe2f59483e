import { topologyLabels } from '../topology.ts';
import type { Filter } from './filter.ts';

export const nodeSelector: Filter = {
  name: 'node-selector',
  refuse(asset, { node }) {
    const labels = topologyLabels(asset);
    const missing = Object.entries(node.spec.nodeSelector ?? {}).find(([key, value]) => labels[key] !== value);
    return missing ? `not ${missing[0]}=${missing[1]}` : undefined;
  },
};

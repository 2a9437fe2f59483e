import type { Filter } from './filter.ts';

export const assetName: Filter = {
  name: 'asset-name',
  refuse(asset, { node }) {
    const wanted = node.spec.assetName;
    return wanted && wanted !== asset.metadata.name ? `not ${wanted}` : undefined;
  },
};

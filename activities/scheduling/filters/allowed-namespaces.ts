import type { Filter } from './filter.ts';

export const allowedNamespaces: Filter = {
  name: 'allowed-namespaces',
  refuse(asset, { node }) {
    const allowed = asset.allowedNamespaces ?? ['*'];
    const namespace = node.metadata.namespace ?? '';
    return allowed.includes('*') || allowed.includes(namespace) ? undefined : `not for namespace ${namespace}`;
  },
};

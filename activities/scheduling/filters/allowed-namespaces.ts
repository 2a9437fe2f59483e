import type { Filter } from './filter.ts';

export const allowedNamespaces: Filter = {
  name: 'allowed-namespaces',
  helpedBy: ['asset-namespaces'],
  prepare({ namespace }) {
    const reason = `not for namespace ${namespace}`;
    return ({ asset: { allowedNamespaces: allowed = ['*'] } }) =>
      allowed.includes('*') || allowed.includes(namespace) ? undefined : reason;
  },
};

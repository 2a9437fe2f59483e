import { domainsOf, isMeant, requiredTerms } from '../affinity.ts';
import type { PlacementRule } from './rule.ts';

/** Near others. The first of its own kind may begin anywhere: else nobody could. */
export const affinity: PlacementRule = {
  name: 'affinity',
  helpedBy: ['claim-made', 'node-labels', 'asset-labels', 'network'],
  prepare({ node }, view) {
    const terms = requiredTerms(node.spec.affinity?.nodeAffinity);
    if (terms.length === 0) return undefined;
    const home = node.metadata.namespace ?? '';
    const asked = terms.map((term) => ({ key: term.topologyKey, domains: domainsOf(term, home, view), term }));
    return ({ labels }) => {
      const isNear = asked.every(({ key, domains, term }) => {
        const domain = labels[key];
        if (domain === undefined) return false;
        return domains.has(domain) || (domains.size === 0 && isMeant(term, home, node.metadata));
      });
      return isNear ? undefined : 'not near the nodes of its affinity';
    };
  },
};

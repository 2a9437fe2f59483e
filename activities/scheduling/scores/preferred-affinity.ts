import { domainsOf, preferredTerms } from '../affinity.ts';
import type { AssetGroup } from '../asset-group.ts';
import type { Score } from './score.ts';

/** The weights of the wishes that a place meets, from all of them against it (0) to all of them for it (100). */
export const preferredAffinity: Score = {
  name: 'preferred-affinity',
  weight: 2,
  prepare({ node }, view) {
    const { nodeAffinity, nodeAntiAffinity } = node.spec.affinity ?? {};
    const home = node.metadata.namespace ?? '';
    const near = preferredTerms(nodeAffinity).map(({ weight, term }) => ({ weight, term }));
    const far = preferredTerms(nodeAntiAffinity).map(({ weight, term }) => ({ weight: -weight, term }));
    const wishes = [...near, ...far].map(({ weight, term }) => ({
      weight,
      key: term.topologyKey,
      domains: domainsOf(term, home, view),
    }));
    if (wishes.length === 0) return undefined;
    const most = wishes.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
    const met = ({ labels }: AssetGroup) => {
      let sum = 0;
      for (const { weight, key, domains } of wishes) if (domains.has(labels[key] ?? '')) sum += weight;
      return sum;
    };
    return {
      points: (group) => (100 * (met(group) + most)) / (2 * most),
      why: (group) => `affinity ${met(group)} of ${most}`,
    };
  },
};

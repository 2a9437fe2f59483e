import { domainsOf, isMeant, requiredTerms } from '../affinity.ts';
import type { FleetView } from '../fleet-view.ts';
import type { Wish } from '../wish.ts';
import type { PlacementRule } from './rule.ts';

/** Away from others, and away from those who want to be away from it. */
export const antiAffinity: PlacementRule = {
  name: 'anti-affinity',
  helpedBy: ['claim-ended', 'node-labels', 'asset-labels', 'network'],
  prepare(wish, view) {
    const taken = takenDomains(wish, view);
    if (taken.size === 0) return undefined;
    const near = [...taken].map(([key, domains]) => ({
      key,
      domains,
      reason: `too near by anti-affinity over ${key}`,
    }));
    return ({ labels }) => {
      for (const { key, domains, reason } of near) if (domains.has(labels[key] ?? '')) return reason;
      return undefined;
    };
  },
};

function takenDomains({ node }: Wish, view: FleetView): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>();
  const take = (key: string, domain: string) => void taken.set(key, (taken.get(key) ?? new Set()).add(domain));
  const home = node.metadata.namespace ?? '';
  for (const term of requiredTerms(node.spec.affinity?.nodeAntiAffinity)) {
    for (const domain of domainsOf(term, home, view).keys()) take(term.topologyKey, domain);
  }
  for (const { namespace, term, domains } of view.keepingAway()) {
    if (!isMeant(term, namespace, node.metadata)) continue;
    for (const domain of domains.keys()) take(term.topologyKey, domain);
  }
  return taken;
}

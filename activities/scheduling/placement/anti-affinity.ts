import type { AffinityTerm } from '../../../api/kinds/compute-node.ts';
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
    return ({ labels }) => near.find(({ key, domains }) => domains.has(labels[key] ?? ''))?.reason;
  },
};

function takenDomains({ node }: Wish, view: FleetView): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>();
  const take = (key: string, domain: string) => void taken.set(key, (taken.get(key) ?? new Set()).add(domain));
  const home = node.metadata.namespace ?? '';
  for (const term of requiredTerms(node.spec.affinity?.nodeAntiAffinity)) {
    for (const domain of domainsOf(term, home, view).keys()) take(term.topologyKey, domain);
  }
  // Nodes of one pool share their terms.
  const isMeantBy = remembered((term, namespace) => isMeant(term, namespace, node.metadata));
  for (const other of view.placedWithAntiAffinity()) {
    for (const term of other.antiAffinity) {
      if (!isMeantBy(term, other.namespace)) continue;
      const domain = other.topology[term.topologyKey];
      if (domain !== undefined) take(term.topologyKey, domain);
    }
  }
  return taken;
}

type IsMeantBy = (term: AffinityTerm, namespace: string) => boolean;

function remembered(isMeantBy: IsMeantBy): IsMeantBy {
  const verdicts = new Map<AffinityTerm, Map<string, boolean>>();
  return (term, namespace) => {
    const ofTerm = verdicts.get(term) ?? new Map<string, boolean>();
    verdicts.set(term, ofTerm);
    const verdict = ofTerm.get(namespace) ?? isMeantBy(term, namespace);
    ofTerm.set(namespace, verdict);
    return verdict;
  };
}

import type { AffinityTerm, ComputeNode } from '../../api/kinds/compute-node.ts';
import type { FleetView } from './fleet-view.ts';
import type { DomainCounts } from './placed-index.ts';
import { type Labels, selector } from '../../api/label-selector.ts';

type Terms = NonNullable<NonNullable<ComputeNode['spec']['affinity']>['nodeAffinity']>;

export function requiredTerms(terms: Terms | undefined): AffinityTerm[] {
  return terms?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

export function preferredTerms(terms: Terms | undefined): { weight: number; term: AffinityTerm }[] {
  const preferred = terms?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.map(({ weight, nodeAffinityTerm }) => ({ weight, term: nodeAffinityTerm }));
}

interface Meant {
  namespace?: string;
  labels?: Labels;
}

/** Whether a node is meant by a term of another one, whose namespace is `home`. */
export function isMeant(term: AffinityTerm, home: string, { namespace = '', labels = {} }: Meant): boolean {
  return (term.namespaces ?? [home]).includes(namespace) && selector(term.labelSelector)(labels);
}

/** Whom a node must not share a domain with. */
export function antiAffinityOf({ spec }: Pick<ComputeNode, 'spec'>): AffinityTerm[] {
  return requiredTerms(spec.affinity?.nodeAntiAffinity);
}

/** In which domains of the term's key nodes are that it means, and how many. */
export function domainsOf(term: AffinityTerm, home: string, view: FleetView): DomainCounts {
  const { namespaces = [home], labelSelector, topologyKey } = term;
  return view.domainCounts({ namespaces, labelSelector, topologyKey });
}

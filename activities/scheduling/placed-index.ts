import type { LabelSelector } from '../../api/schema/label-selector.ts';
import type { AffinityTerm } from '../../api/kinds/compute-node.ts';
import type { PlacedNode } from './fleet-view.ts';
import { selector } from '../../api/label-selector.ts';

/** How many of the nodes that a selector means stand in each domain of a topology label. */
export interface DomainQuestion {
  readonly namespaces: readonly string[];
  readonly labelSelector: LabelSelector;
  readonly topologyKey: string;
}

export type DomainCounts = ReadonlyMap<string, number>;

/** Where nodes stand, by the asset that they hold. What was asked once is kept up with each change, not counted anew. */
export interface PlacedIndex {
  put(asset: string, node: PlacedNode): void;
  drop(asset: string): void;
  counts(question: DomainQuestion): DomainCounts;
  /** Whom the nodes that stand somewhere want to be away from. */
  keepingAway(): Iterable<KeepingAway>;
}

/** One term of anti-affinity, for all nodes of a namespace that have it: where they stand, and how many. */
export interface KeepingAway {
  readonly namespace: string;
  readonly term: AffinityTerm;
  readonly domains: DomainCounts;
}

interface Counter {
  isMeant(node: PlacedNode): boolean;
  topologyKey: string;
  counts: Map<string, number>;
}

/** Questions that are kept up; the one that was asked longest ago goes first. */
const MOST_COUNTERS = 200;

export function createPlacedIndex(): PlacedIndex {
  const nodes = new Map<string, PlacedNode>();
  // By namespace and labels: a selector means all of a class or none, and a cell has many nodes of few classes.
  const classes = new Map<string, Map<string, PlacedNode>>();
  const keepingAway = createKeepingAway();
  const counters = new Map<string, Counter>();

  function drop(asset: string): void {
    const node = nodes.get(asset);
    if (!node) return;
    nodes.delete(asset);
    keepingAway.add(node, -1);
    const likes = classes.get(classOf(node));
    likes?.delete(asset);
    if (likes?.size === 0) classes.delete(classOf(node));
    for (const counter of counters.values()) add(counter, node, -1);
  }

  return {
    put(asset, node) {
      drop(asset);
      nodes.set(asset, node);
      const likes = classes.get(classOf(node));
      if (likes) likes.set(asset, node);
      else classes.set(classOf(node), new Map([[asset, node]]));
      keepingAway.add(node, 1);
      for (const counter of counters.values()) add(counter, node, 1);
    },
    drop,
    counts(question) {
      const key = JSON.stringify(question);
      const known = counters.get(key) ?? counterFor(question, classes.values());
      counters.delete(key);
      counters.set(key, known);
      for (const oldest of counters.keys()) {
        if (counters.size <= MOST_COUNTERS) break;
        counters.delete(oldest);
      }
      return known.counts;
    },
    keepingAway: () => keepingAway.values(),
  };
}

function classOf({ namespace, labels }: PlacedNode): string {
  return JSON.stringify([namespace, labels]);
}

function counterFor(question: DomainQuestion, classes: Iterable<ReadonlyMap<string, PlacedNode>>): Counter {
  const isMeant = meantBy(question);
  const counter = { isMeant, topologyKey: question.topologyKey, counts: new Map<string, number>() };
  for (const likes of classes) {
    const [one] = likes.values();
    if (one && isMeant(one)) for (const node of likes.values()) add(counter, node, 1);
  }
  return counter;
}

/** Counts with a few nodes more. */
export function withNodes(counts: DomainCounts, question: DomainQuestion, nodes: readonly PlacedNode[]): DomainCounts {
  const meant = nodes.filter(meantBy(question));
  if (meant.length === 0) return counts;
  const counter = { isMeant: () => true, topologyKey: question.topologyKey, counts: new Map(counts) };
  for (const node of meant) add(counter, node, 1);
  return counter.counts;
}

function meantBy({ namespaces, labelSelector }: DomainQuestion): (node: PlacedNode) => boolean {
  const isSelected = selector(labelSelector);
  return ({ namespace, labels }) => namespaces.includes(namespace) && isSelected(labels);
}

function add({ isMeant, topologyKey, counts }: Counter, node: PlacedNode, more: 1 | -1): void {
  const domain = node.topology[topologyKey];
  if (domain === undefined || !isMeant(node)) return;
  tally(counts, domain, more);
}

function tally(counts: Map<string, number>, domain: string, more: 1 | -1): void {
  const count = (counts.get(domain) ?? 0) + more;
  if (count === 0) counts.delete(domain);
  else counts.set(domain, count);
}

export function keepingAway(nodes: Iterable<PlacedNode>): Iterable<KeepingAway> {
  const terms = createKeepingAway();
  for (const node of nodes) terms.add(node, 1);
  return terms.values();
}

/** By term and not by node: thousands of nodes of a pool have the same one. */
function createKeepingAway() {
  const terms = new Map<string, { namespace: string; term: AffinityTerm; domains: Map<string, number> }>();
  return {
    values: () => terms.values(),
    add({ namespace, antiAffinity, topology }: PlacedNode, more: 1 | -1): void {
      for (const term of antiAffinity) {
        const domain = topology[term.topologyKey];
        if (domain === undefined) continue;
        const key = JSON.stringify([namespace, term]);
        const known = terms.get(key) ?? { namespace, term, domains: new Map<string, number>() };
        terms.set(key, known);
        tally(known.domains, domain, more);
        if (known.domains.size === 0) terms.delete(key);
      }
    },
  };
}

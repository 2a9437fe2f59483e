import { type Disruption, limitOf } from '../../api/disruption-budget.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ComputeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';
import { type Labels, selector } from '../../api/label-selector.ts';

/** A node, and the labels of the asset that it holds. */
export interface StandingNode {
  node: ComputeNode;
  topology?: Labels;
}

/** A budget and its nodes, as somebody sees them who holds or awaits leave for the known ones. */
export interface BudgetSight {
  generation: number;
  revision: number;
  operations: Disruption[];
  /** Of the known nodes those that are there and selected. */
  nodes: Record<string, { domain: string; up: boolean }>;
  /** The domains of the known nodes. `down`: unavailable, and not known. */
  domains: Record<string, { total: number; limit: number; down: number }>;
  /** Over all other domains: how many may be made unavailable. */
  allowedElsewhere: number;
  /** Matching nodes, and those of them that are Ready. */
  counts: { total: number; ready: number };
}

export function selects({ spec }: ComputeNodeDisruptionBudget, { metadata }: ComputeNode): boolean {
  return selector({ matchLabels: spec.selector })(metadata.labels ?? {});
}

export function isReady({ status }: ComputeNode): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}

/**
 * As a PodDisruptionBudget has it: every node that is selected is wanted, and one that is not Ready is unavailable,
 * whatever made it so. One that is being deleted serves on until its deletion begins to touch it: then it shows that.
 */
export function sightOf(
  budget: ComputeNodeDisruptionBudget,
  standing: Iterable<StandingNode>,
  known: ReadonlySet<string>,
): BudgetSight {
  const { metadata, spec, status } = budget;
  const nodes: BudgetSight['nodes'] = {};
  const tallies = new Map<string, { total: number; down: number; isKnown: boolean }>();
  const counts = { total: 0, ready: 0 };
  for (const { node, topology } of standing) {
    if (!selects(budget, node)) continue;
    counts.total += 1;
    if (isReady(node)) counts.ready += 1;
    const domain = domainOf(spec.perTopology, node, topology);
    if (domain === undefined) continue;
    const { uid = '' } = node.metadata;
    const isKnown = known.has(uid);
    const isUp = isReady(node);
    if (isKnown) nodes[uid] = { domain, up: isUp };
    const tally = tallies.get(domain) ?? { total: 0, down: 0, isKnown: false };
    tally.total += 1;
    if (!isKnown && !isUp) tally.down += 1;
    tally.isKnown ||= isKnown;
    tallies.set(domain, tally);
  }
  const domains: BudgetSight['domains'] = {};
  let allowedElsewhere = 0;
  for (const [domain, { total, down, isKnown }] of tallies) {
    const limit = limitOf(spec, total);
    if (isKnown) domains[domain] = { total, limit, down };
    else allowedElsewhere += Math.max(0, limit - down);
  }
  return {
    generation: metadata.generation ?? 0,
    revision: status?.revision ?? 0,
    operations: spec.operations,
    nodes,
    domains,
    allowedElsewhere,
    counts,
  };
}

/** A node that holds no asset stands nowhere yet; machines without the label are one domain together. */
function domainOf(perTopology: string | undefined, { metadata }: ComputeNode, topology?: Labels): string | undefined {
  if (perTopology === undefined) return '';
  return topology ? (topology[perTopology] ?? '') : metadata.labels?.[perTopology];
}

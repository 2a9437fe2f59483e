import { Gauge, type Registry } from 'prom-client';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ComputeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { NodePool } from '../../api/kinds/node-pool.ts';
import { type NodeReadings, readNodes } from './node-readings.ts';

export interface FleetSources {
  nodes: () => readonly ComputeNode[];
  assets: () => readonly ComputeAsset[];
  providers: () => readonly ComputeProvider[];
  budgets: () => readonly ComputeNodeDisruptionBudget[];
  pools: () => readonly NodePool[];
}

/** One pass over the nodes serves all gauges of a scrape. */
const SAME_SCRAPE_MS = 1_000;

/** Read from what the watches hold, at each scrape: what is gone is gone from here too. */
export function fleetMetrics(registry: Registry, { nodes, assets, providers, budgets, pools }: FleetSources): void {
  let last: { readings: NodeReadings; at: number } | undefined;

  function readings(): NodeReadings {
    if (!last || Date.now() - last.at > SAME_SCRAPE_MS) last = { readings: readNodes(nodes()), at: Date.now() };
    return last.readings;
  }

  function gauge<L extends string>(name: string, help: string, labelNames: L[], fill: (gauge: Gauge<L>) => void): void {
    const made: Gauge<L> = new Gauge<L>({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        made.reset();
        fill(made);
      },
    });
  }

  gauge('bedplate_nodes', 'Nodes by phase; New is one whose status shows nothing yet.', ['phase'], (gauge) => {
    for (const [phase, count] of readings().phases) gauge.set({ phase }, count);
  });
  gauge('bedplate_nodes_stalled', 'Nodes that can go no further, by the reason.', ['reason'], (gauge) => {
    for (const [reason, count] of readings().stalled) gauge.set({ reason }, count);
  });
  gauge('bedplate_nodes_calling', 'Nodes with a condition that calls for somebody.', ['condition'], (gauge) => {
    for (const [condition, count] of readings().calling) gauge.set({ condition }, count);
  });
  gauge('bedplate_node_steps', 'Steps of nodes by their state.', ['step', 'state'], (gauge) => {
    for (const { step, state, nodes } of readings().steps) gauge.set({ step, state }, nodes);
  });
  gauge(
    'bedplate_step_age_seconds',
    'When the oldest step in a state began, in seconds ago.',
    ['step', 'state'],
    (gauge) => {
      for (const { step, state, oldestStart } of readings().steps) {
        if (oldestStart !== undefined) gauge.set({ step, state }, (Date.now() - oldestStart) / 1000);
      }
    },
  );
  gauge('bedplate_assets', 'Assets by phase; New is one whose status shows nothing yet.', ['phase'], (gauge) => {
    gauge.set({ phase: 'Free' }, 0);
    for (const { status } of assets()) gauge.inc({ phase: status?.phase ?? 'New' });
  });
  gauge('bedplate_pool_replicas_wanted', 'Nodes that a NodePool is to have.', ['namespace', 'pool'], (gauge) => {
    for (const { metadata, spec } of pools()) gauge.set(poolOf(metadata), spec.replicas);
  });
  gauge('bedplate_pool_replicas_ready', 'Nodes of a NodePool that are Ready.', ['namespace', 'pool'], (gauge) => {
    for (const { metadata, status } of pools()) gauge.set(poolOf(metadata), status?.readyReplicas ?? 0);
  });
  gauge('bedplate_pools_stalled', 'NodePools that come no further, by the reason.', ['reason'], (gauge) => {
    gauge.set({ reason: 'ProgressDeadlineExceeded' }, 0);
    for (const { status } of pools()) {
      const stalled = status?.conditions?.find(({ type, status }) => type === 'Stalled' && status === 'True');
      if (stalled) gauge.inc({ reason: stalled.reason });
    }
  });
  gauge(
    'bedplate_budget_leaves',
    'Leaves to make a machine unavailable: held, and waited for, by ComputeNodeDisruptionBudget.',
    ['namespace', 'budget', 'state'],
    (gauge) => {
      for (const { metadata, status } of budgets()) {
        const about = { namespace: metadata.namespace ?? '', budget: metadata.name };
        gauge.set({ ...about, state: 'held' }, status?.held ?? 0);
        gauge.set({ ...about, state: 'waiting' }, status?.waiting ?? 0);
      }
    },
  );
  gauge(
    'bedplate_budget_wait_seconds',
    'How long the one has waited for a ComputeNodeDisruptionBudget who waits longest.',
    ['namespace', 'budget'],
    (gauge) => {
      for (const { metadata, status } of budgets()) {
        const since = status?.waitingSince;
        const seconds = since === undefined ? 0 : (Date.now() - Date.parse(since)) / 1000;
        gauge.set({ namespace: metadata.namespace ?? '', budget: metadata.name }, seconds);
      }
    },
  );
  gauge(
    'bedplate_provider_available',
    'Whether the systems of a ComputeProvider can be worked with; absent while nothing is known of it.',
    ['provider'],
    (gauge) => {
      for (const { metadata, status } of providers()) {
        const available = status?.conditions?.find(({ type }) => type === 'Available');
        if (!available || available.status === 'Unknown') continue;
        gauge.set({ provider: metadata.name }, available.status === 'True' ? 1 : 0);
      }
    },
  );
}

function poolOf({ namespace = '', name }: NodePool['metadata']): { namespace: string; pool: string } {
  return { namespace, pool: name };
}

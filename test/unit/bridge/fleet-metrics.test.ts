import { Registry } from 'prom-client';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import {
  type ComputeNodeDisruptionBudget,
  computeNodeDisruptionBudget,
} from '../../../api/kinds/compute-node-disruption-budget.ts';
import { computeProvider, type ComputeProvider } from '../../../api/kinds/compute-provider.ts';
import { nodePool, type NodePool } from '../../../api/kinds/node-pool.ts';
import { samplesOf } from '../../../bench/measure/prometheus.ts';
import { fleetMetrics } from '../../../crd-bridge/serve/fleet-metrics.ts';
import { asset, node, object } from './objects.ts';

const now = Date.UTC(2026, 0, 1, 12);
const began = new Date(now - 600_000).toISOString();
const failing = node({}, { phase: 'Stalled', steps: [{ name: 'install', state: 'Failed', startedAt: began }] });

beforeEach(() => jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

interface Fleet {
  nodes?: ComputeNode[];
  providers?: ComputeProvider[];
  pools?: NodePool[];
  budgets?: ComputeNodeDisruptionBudget[];
}

function scraper(fleet: Fleet) {
  const registry = new Registry();
  const assets = [asset('r1-a01', { status: { phase: 'Free' } }), asset('r1-a02', { status: { phase: 'Suspect' } })];
  fleetMetrics(registry, {
    nodes: () => fleet.nodes ?? [],
    assets: () => assets,
    providers: () => fleet.providers ?? [],
    budgets: () => fleet.budgets ?? [],
    pools: () => fleet.pools ?? [],
  });
  return async (metric: string) =>
    samplesOf(await registry.metrics(), metric).map(({ labels, value }) => [...Object.values(labels), value]);
}

it('gives the age of the oldest step in seconds', async () => {
  const scrape = scraper({ nodes: [failing] });

  expect(await scrape('bedplate_step_age_seconds')).toEqual([['install', 'Failed', 600]]);
  expect(await scrape('bedplate_node_steps')).toEqual([['install', 'Failed', 1]]);
});

it('tells what a pool wants and has, and which come no further', async () => {
  const stalled = {
    type: 'Stalled',
    status: 'True',
    reason: 'ProgressDeadlineExceeded',
    message: '',
    lastTransitionTime: began,
  };
  const template = {
    metadata: { labels: { role: 'web' } },
    spec: { provider: 'native', flavor: 'bm', osImage: { name: 'rhel9' } },
  };
  const pool = object(
    nodePool,
    { name: 'web', namespace: 'default' },
    { spec: { replicas: 4, selector: { role: 'web' }, template }, status: { readyReplicas: 3, conditions: [stalled] } },
  );
  const scrape = scraper({ pools: [pool] });

  expect(await scrape('bedplate_pool_replicas_wanted')).toEqual([['default', 'web', 4]]);
  expect(await scrape('bedplate_pool_replicas_ready')).toEqual([['default', 'web', 3]]);
  expect(await scrape('bedplate_pools_stalled')).toEqual([['ProgressDeadlineExceeded', 1]]);
});

it('forgets what is gone', async () => {
  const fleet = { nodes: [failing] };
  const scrape = scraper(fleet);
  expect(await scrape('bedplate_nodes')).toEqual([['Stalled', 1]]);

  fleet.nodes = [];
  jest.setSystemTime(now + 15_000);

  expect(await scrape('bedplate_nodes')).toEqual([]);
  expect(await scrape('bedplate_step_age_seconds')).toEqual([]);
});

it('counts assets, and says when none is free', async () => {
  expect(await scraper({})('bedplate_assets')).toEqual([
    ['Free', 1],
    ['Suspect', 1],
  ]);
});

it('says whether a provider can be worked with, once something is known of it', async () => {
  const provider = (name: string, status?: 'True' | 'False' | 'Unknown') => {
    const body = { reason: 'R', message: '', lastTransitionTime: began };
    const conditions = status === undefined ? [] : [{ type: 'Available', status, ...body }];
    return object(computeProvider, { name }, { spec: { type: 'native', native: NATIVE }, status: { conditions } });
  };
  const scrape = scraper({
    providers: [provider('a', 'True'), provider('b', 'False'), provider('c'), provider('d', 'Unknown')],
  });

  expect(await scrape('bedplate_provider_available')).toEqual([
    ['a', 1],
    ['b', 0],
  ]);
});

it('says of each budget who has leave and who waits, and since when', async () => {
  const budget = (name: string, status?: object) =>
    object(
      computeNodeDisruptionBudget,
      { name, namespace: 'default' },
      { spec: { selector: {}, maxUnavailable: 1 }, status },
    );
  const scrape = scraper({ budgets: [budget('web', { held: 2, waiting: 3, waitingSince: began }), budget('db')] });

  expect(await scrape('bedplate_budget_leaves')).toEqual([
    ['default', 'web', 'held', 2],
    ['default', 'web', 'waiting', 3],
    ['default', 'db', 'held', 0],
    ['default', 'db', 'waiting', 0],
  ]);
  expect(await scrape('bedplate_budget_wait_seconds')).toEqual([
    ['default', 'web', 600],
    ['default', 'db', 0],
  ]);
});

const ref = { namespace: 'bedplate-system', name: 'x' };
const NATIVE = {
  foreman: { url: 'http://foreman.example', credentialsSecretRef: ref, organization: 'Fleet', location: 'az1' },
  cmdb: { type: 'nautobot', url: 'http://cmdb.example', credentialsSecretRef: ref },
  dns: { type: 'powerdns', url: 'http://dns.example:8081', credentialsSecretRef: ref },
};

import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';
import { PLAN_NODE_WORKFLOW, taskQueues } from '../../workflows/contract.ts';
import { selectorsOf } from '../unit/monitoring/promql.ts';
import { expressions } from '../unit/monitoring/rules.ts';
import { eventually } from './dsl/eventually.ts';
import { aPool } from './dsl/pool.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);

async function ask(part: string, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${world.stack.file.metrics[part]}${path}`);
  return { status: response.status, text: await response.text() };
}

/** Each metric that a process tells of, with the labels that it has; read as Prometheus reads it. */
function metricsOf(text: string): Map<string, Set<string>> {
  const metrics = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = metrics.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) known.add(label);
    metrics.set(name, known);
  }
  return metrics;
}

describe('after a node was made ready, one deleted, one failed, and a workflow task too', () => {
  let metrics: Map<string, Set<string>>;

  beforeAll(async () => {
    await aPool(world, 'empty', { replicas: 0 });
    await world.cluster.create(computeNodeDisruptionBudget, {
      metadata: { name: 'nobody', namespace: 'default' },
      spec: { selector: { role: 'nobody' }, maxUnavailable: 1 },
    });
    const gone = await given(world).node('gone');
    const ready = await given(world).node('ready');
    const failed = await given(world).node('failed', { flavor: 'no-such-flavor' });
    // Nothing that a worker can run: its workflow task fails until somebody ends the workflow.
    const broken = await world.temporal.workflow.start(PLAN_NODE_WORKFLOW, {
      workflowId: 'broken',
      taskQueue: taskQueues.workflows('local'),
      args: [null],
    });
    await Promise.all([ready.then.isReady(), gone.then.isReady(), failed.then.condition('Stalled', 'True')]);
    await gone.when.deleted();
    await gone.then.isGone();

    metrics = await eventually('what a failed workflow task leaves, and what a budget shows', async () => {
      const texts = await Promise.all(['bridge-0', 'worker-0'].map((part) => ask(part, '/metrics')));
      const found = metricsOf(texts.map(({ text }) => text).join('\n'));
      const isShown = found.has('temporal_workflow_task_execution_failed_total') && found.has('bedplate_budget_leaves');
      return isShown && found;
    });
    await broken.terminate('it has failed as it should');
  }, 240_000);

  test.each(expressions())('%s reads what there is', (_, expression) => {
    for (const { metric, matchers, groupedBy } of selectorsOf(expression)) {
      const labels = [...(metrics.get(metric) ?? [])];
      expect([metric, metrics.has(metric)]).toEqual([metric, true]);
      expect([metric, labels]).toEqual([
        metric,
        expect.arrayContaining([...groupedBy, ...matchers.map(({ label }) => label)]),
      ]);
    }
  });

  test('no metric is told apart by node, asset or address', () => {
    const ours = [...metrics].filter(([name]) => name.startsWith('bedplate_'));
    const bounded = ['action', 'activity', 'code', 'condition', 'kind', 'le', 'method', 'outcome', 'phase', 'process'];
    bounded.push(
      'namespace',
      'pool',
      'budget',
      'provider',
      'queue',
      'reason',
      'request',
      'result',
      'state',
      'step',
      'system',
      'tasks',
      'url',
      'version',
    );

    expect(ours.length).toBeGreaterThan(20);
    for (const [name, labels] of ours)
      expect([name, [...labels].filter((label) => !bounded.includes(label))]).toEqual([name, []]);
  });
});

test('what is counted is what happened', async () => {
  const { text } = await ask('bridge-0', '/metrics');
  const { text: worker } = await ask('worker-0', '/metrics');
  const assets = (await world.cluster.list(computeAsset)).items.length;

  expect(text).toContain('bedplate_nodes{phase="Ready"} 1\n');
  expect(text).toContain('bedplate_nodes_stalled{reason="NotFound"} 1\n');
  expect(text).toContain(`bedplate_watched_objects{kind="ComputeAsset"} ${assets}\n`);
  // Two nodes were installed, and one of them was taken down.
  expect(text).toContain('bedplate_step_duration_seconds_count{step="install",outcome="done"} 2\n');
  expect(text).toContain('bedplate_step_duration_seconds_count{step="wipe",outcome="undone"} 1\n');
  expect(worker).toContain('bedplate_install_requests_total{request="installed",code="204"} 2\n');
  expect(worker).toContain('bedplate_install_requests_total{request="wiped",code="204"} 1\n');
});

describe.each([
  ['temporal', /Temporal at \S+ has not answered since/],
  ['apiserver', /the apiserver has not answered since/],
])('without %s', (part, words) => {
  test.each(['bridge-0', 'worker-0'])(
    '%s lives, is not ready, and says why; then it is ready again',
    async (name) => {
      await world.stack.kill(part, 'SIGKILL');
      try {
        await eventually(`${name} is not ready`, async () => {
          const { status, text } = await ask(name, '/readyz');
          return status === 503 && words.test(text);
        });
        expect(await ask(name, '/healthz')).toEqual({ status: 200, text: 'ok\n' });
        expect((await ask(name, '/metrics')).text).toMatch(/^bedplate_ready\{process="\w+"\} 0$/m);
      } finally {
        await world.stack.start(part);
      }
      await eventually(`${name} is ready`, async () => (await ask(name, '/readyz')).status === 200);
    },
    180_000,
  );
});

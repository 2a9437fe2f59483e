import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { NODE_CONDITIONS, REASONS } from '../../../api/conditions.ts';
import { STEP_STATES } from '../../../api/kinds/compute-node.ts';
import { steps } from '../../../workflows/steps/index.ts';
import { selectorsOf } from './promql.ts';
import { alertRules, expressions } from './rules.ts';

const alerts = alertRules().map((rule) => [rule.alert, rule] as const);

it.each(alerts)('%s tells whom to wake, and what it is about, in words', (_, { labels, annotations, ...rule }) => {
  expect(labels.severity).toMatch(/^(page|ticket)$/);
  expect(Object.keys(annotations)).toEqual(['summary', 'description', 'runbook_url']);
  expect(annotations.summary?.length).toBeGreaterThan(10);
  expect(annotations.description?.length).toBeGreaterThan(20);
  expect(rule.for ?? '1m').toMatch(/^\d+m$/);
});

it('each alert has a name of its own', () => {
  expect(new Set(alerts.map(([name]) => name)).size).toBe(alerts.length);
});

it.each(alerts)('%s speaks only of labels that its expression leaves', (_, { expr, annotations }) => {
  const spoken = [
    ...Object.values(annotations)
      .join(' ')
      .matchAll(/\$labels\.(\w+)/g),
  ].map(([, label]) => label);
  const left = selectorsOf(expr).flatMap(({ groupedBy }) => groupedBy);

  expect(left).toEqual(expect.arrayContaining(spoken));
});

it.each(alerts)('%s compares seconds with seconds', (_, { expr, annotations }) => {
  const thresholds = [...expr.matchAll(/_seconds(?:\{[^}]*\})?\)? > (\S+)/g)].map(([, number]) => Number(number));
  for (const threshold of thresholds) {
    expect(threshold).toBeGreaterThanOrEqual(60);
    expect(threshold).toBeLessThanOrEqual(86_400);
  }
  // A person reads "5h", not "18000".
  if (thresholds.length > 0) expect(annotations.description).toContain('$value | humanizeDuration');
});

describe.each(expressions())('%s', (_, expression) => {
  const selectors = selectorsOf(expression);

  it('reads counters over a time, and gauges as they are', () => {
    for (const { metric, range } of selectors) {
      const counted = /_(total|count|sum|bucket)$/.test(metric) || metric === 'bedplate_apiserver_connections_opened';
      expect([metric, range]).toEqual([metric, counted]);
    }
  });

  it('asks for values that the code has', () => {
    const known: Record<string, readonly string[]> = {
      reason: Object.keys(REASONS),
      condition: Object.keys(NODE_CONDITIONS),
      state: STEP_STATES,
      step: steps.map(({ name }) => name),
      process: ['bridge', 'worker'],
    };
    const asked = selectors
      .flatMap(({ matchers }) => matchers)
      .flatMap(({ label, value }) => value.split('|').map((each) => [label, each] as const))
      .filter(([label]) => known[label] !== undefined);

    expect(asked.filter(([label, value]) => !known[label]?.includes(value))).toEqual([]);
  });
});

it('is no PromQL when it is none', () => {
  expect(() => selectorsOf('sum by (step) (rate(bedplate_x_total[5m])')).toThrow('No PromQL');
  expect(() => selectorsOf('1 + 1')).toThrow('reads no metric');
});

it('the scrape finds the port that the processes have', () => {
  interface Pods {
    spec: { selector: { matchExpressions: { values: string[] }[] }; podMetricsEndpoints: { port: string }[] };
  }
  const { spec } = parse(readFileSync('deploy/monitoring/podmonitor.yaml', 'utf8')) as Pods;
  for (const name of spec.selector.matchExpressions.flatMap(({ values }) => values)) {
    const manifest = readFileSync(`deploy/${name.replace('bedplate-', '')}.yaml`, 'utf8');
    expect(manifest).toContain(`metadata: {labels: {app: ${name}}}`);
    for (const { port } of spec.podMetricsEndpoints) expect(manifest).toContain(`{name: ${port}, containerPort: 9464}`);
  }
});

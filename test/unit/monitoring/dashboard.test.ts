import { selectorsOf } from './promql.ts';
import { dashboard } from './rules.ts';

const { panels, templating, ...rest } = dashboard();
const charts = panels.filter(({ type }) => type !== 'row');

it('is what Grafana 10 and later import', () => {
  expect(rest).toMatchObject({ uid: 'bedplate', title: 'Bedplate', time: { from: 'now-6h', to: 'now' } });
  expect(rest.schemaVersion).toBeGreaterThanOrEqual(36);
  expect(templating.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'prometheus' }]);
});

it('has a row for each part', () => {
  const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);

  expect(rows).toEqual(['Cell', 'Nodes', 'Bridge', 'Workers', 'Outside systems']);
});

it('names and numbers each panel once', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
});

it('lays no panel over another, and none beyond the edge', () => {
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
  );

  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

it.each(charts.map((panel) => [panel.title, panel] as const))('%s can be drawn', (_, panel) => {
  const { type, datasource, targets = [], fieldConfig } = panel;

  expect(type).toBe('timeseries');
  expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  expect(fieldConfig?.defaults.unit).toMatch(/^(short|s|bytes|bool_yes_no)$/);
  expect(targets).toHaveLength(1);
  for (const { expr, legendFormat } of targets) {
    const selectors = selectorsOf(expr);
    const labels = new Set(selectors.flatMap(({ groupedBy }) => groupedBy).filter((label) => label !== 'le'));
    // Two lines of one name could not be told apart.
    expect(legendFormat).toBe(
      [...labels].map((label) => `{{${label}}}`).join(' ') || legendFormat.replace(/[{}]/g, ''),
    );
    const seconds = selectors.some(({ metric }) => /_seconds(_bucket)?$/.test(metric));
    expect([expr, fieldConfig?.defaults.unit === 's']).toEqual([expr, seconds]);
  }
});

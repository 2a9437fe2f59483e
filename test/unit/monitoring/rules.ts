import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Alert {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export function alertRules(): Alert[] {
  const { groups } = parse(readFileSync('deploy/monitoring/alerts.yaml', 'utf8')) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: { refId: string; expr: string; legendFormat: string }[];
  fieldConfig?: { defaults: { unit?: string }; overrides: unknown[] };
}

export interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; type: string; query: string }[] };
  time: { from: string; to: string };
}

export function dashboard(): Dashboard {
  return JSON.parse(readFileSync('deploy/monitoring/dashboard.json', 'utf8')) as Dashboard;
}

/** Every expression of both, with where it stands. */
export function expressions(): [where: string, expression: string][] {
  return [
    ...alertRules().map(({ alert, expr }) => [`alert ${alert}`, expr] as [string, string]),
    ...dashboard().panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => [`panel ${title}`, expr] as [string, string]),
    ),
  ];
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { kinds } from '../api/kinds/index.ts';
import { checkout } from './checkout.ts';
import { crdOf } from './generate/crd.ts';
import { dashboardFile } from './generate/dashboard.ts';
import { rows } from './generate/dashboard-rows.ts';
import { staleFiles, writeFiles, yamlFile } from './generate/generated-file.ts';
import { prometheusRule } from './generate/prometheus-rule.ts';
import { rbac } from './generate/rbac.ts';

const CRD_FOLDER = 'deploy/crds';
const MONITORING = 'deploy/monitoring';
const alerts: unknown = parse(readFileSync(join(checkout, MONITORING, 'alerts.yaml'), 'utf8'));

const files = [
  ...kinds.map((kind) => yamlFile(`${CRD_FOLDER}/${kind.group}_${kind.plural}.yaml`, [crdOf(kind)])),
  yamlFile('deploy/rbac.yaml', rbac(kinds)),
  yamlFile(`${MONITORING}/prometheusrule.yaml`, [prometheusRule(alerts)]),
  dashboardFile(`${MONITORING}/dashboard.json`, rows),
];
const stale = staleFiles(checkout, files, [CRD_FOLDER]);

if (stale.length === 0) {
  console.log(`All ${files.length} generated files are up to date.`);
} else if (process.argv.includes('--check')) {
  console.error(`Stale: ${stale.join(', ')}. Run "npm run generate" and commit the result.`);
  process.exitCode = 1;
} else {
  writeFiles(checkout, files, [CRD_FOLDER]);
  console.log(`Written: ${stale.join(', ')}.`);
}

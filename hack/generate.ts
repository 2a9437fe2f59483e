import { kinds } from '../api/kinds/index.ts';
import { checkout } from './checkout.ts';
import { crdOf } from './generate/crd.ts';
import { staleFiles, writeFiles, yamlFile } from './generate/generated-file.ts';
import { rbac } from './generate/rbac.ts';

const CRD_FOLDER = 'deploy/crds';

const files = [
  ...kinds.map((kind) => yamlFile(`${CRD_FOLDER}/${kind.group}_${kind.plural}.yaml`, [crdOf(kind)])),
  yamlFile('deploy/rbac.yaml', rbac(kinds)),
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

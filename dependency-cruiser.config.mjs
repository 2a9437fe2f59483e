/** Who may import whom. `npm run check:imports` holds it; docs/architecture.md says why. */
const parts = ['activities', 'bench', 'crd-bridge', 'hack', 'simulator', 'starter', 'workers', 'workflows'];

const inside = (...folders) => `^(${folders.join('|')})/`;
const allBut = (...folders) => inside(...parts.filter((part) => !folders.includes(part)));
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-cycle', 'Two files that need each other are one file, or need a third.', {}, { circular: true }),
    forbid('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'api-stands-alone',
      'Everyone builds on api/, so it builds on nobody.',
      { path: inside('api') },
      { path: inside(...parts) },
    ),
    forbid(
      'workflows-stand-alone',
      'Workflow code is bundled for a sandbox: besides api/ it takes only types.',
      { path: inside('workflows') },
      { path: allBut('workflows') },
    ),
    forbid(
      'workflows-without-zod',
      'zod costs every workflow run 10 ms and 600 KB: what a workflow reaches in api/ must not import it.',
      { path: inside('workflows') },
      { path: '(^|/)node_modules/zod/', reachable: true },
    ),
    forbid(
      'workflows-without-node',
      'The workflow sandbox has no Node.',
      { path: inside('workflows') },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'workflows-without-node-by-way-of-api',
      'The workflow sandbox has no Node: what a workflow reaches in api/ must not use it.',
      { path: inside('workflows') },
      {
        path: '^(node:)?(fs|fs/promises|net|http|http2|https|os|path|crypto|child_process|timers/promises)$',
        reachable: true,
      },
    ),
    forbid(
      'contract-only',
      'The bridge and the commands know of workflows what the contract says.',
      { path: inside('crd-bridge', 'starter') },
      { path: inside('workflows'), pathNot: '^workflows/contract\\.ts$' },
    ),
    forbid(
      'bridge-and-starter-are-thin',
      'The bridge and the commands use api/ and the contract; business rules live behind workflows.',
      { path: inside('crd-bridge', 'starter') },
      { path: inside('activities', 'workers', 'simulator', 'hack', 'bench') },
    ),
    forbid(
      'activities-never-reach-workflows',
      'An activity is called; it does not call back.',
      { path: inside('activities') },
      { path: inside('workflows', 'workers', 'crd-bridge', 'starter') },
    ),
    forbid(
      'adapters-apart',
      'One outside system never knows of another: what two of them need stands in activities/http or api/.',
      { path: '^activities/adapters/([^/]+)/' },
      { path: '^activities/adapters/', pathNot: ['^activities/adapters/$1/', '^activities/adapters/[^/]+\\.ts$'] },
    ),
    forbid(
      'product-without-simulator',
      'No product code knows that a datacenter may be simulated.',
      { path: inside('activities', 'workers', 'crd-bridge', 'starter') },
      { path: inside('simulator', 'hack', 'bench') },
    ),
    forbid(
      'simulator-stands-alone',
      'Code shared with the product would share its mistakes.',
      { path: inside('simulator') },
      { path: allBut('simulator') },
    ),
    forbid(
      'no-tests-in-the-product',
      'Tests look at the product, never the other way round.',
      { path: inside('api', ...parts.filter((part) => !['hack', 'bench'].includes(part))) },
      { path: '^test/' },
    ),
    forbid(
      'no-dev-dependencies-in-the-product',
      'An image is built without them.',
      { path: inside('api', 'activities', 'crd-bridge', 'starter', 'workers', 'workflows') },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    // Type imports vanish at run time and bind nothing.
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    // starter/ is a workspace of its own whose packages stand in the root's list.
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|test/replay/histories)/|^[^/]+\\.config\\.mjs$' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};

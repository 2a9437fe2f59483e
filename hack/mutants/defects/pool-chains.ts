import type { Mutant } from '../mutant.ts';

const PLAYED = ['test/workflow/node-pool.test.ts'];
const BRIDGE = ['test/unit/bridge/plan-pool.test.ts'];

/** In how a NodePool is looked at, and how its plan is carried out. */
export const poolChainDefects: readonly Mutant[] = [
  {
    name: 'pool-waits-for-the-vanished',
    defect: 'A node that was deleted before anybody saw it is waited for',
    file: 'activities/pool/activities.ts',
    from: '!fresh && isThere({ namespace: ref.namespace, name })',
    to: 'true',
    tests: PLAYED,
    only: 'a long history is exchanged',
  },
  {
    name: 'pool-undo-outlives-its-template',
    defect: 'An undo holds although the template in the object is another',
    file: 'api/pool/revisions.ts',
    from: 'if (undo?.against !== newest.hash) return newest;',
    to: 'if (undo === undefined) return newest;',
    tests: ['test/unit/node-pool/revisions.test.ts'],
  },
  {
    name: 'pool-lets-go-before-its-nodes',
    defect: 'A deleted pool with Orphan goes before its nodes were left to themselves',
    file: 'activities/pool/activities.ts',
    from: '    const templates = new Map(',
    to: "    if (plan.gone) return 'gone';\n    const templates = new Map(",
    tests: PLAYED,
    only: 'leaves its nodes to themselves',
  },
  {
    name: 'pool-deaf-to-its-nodes',
    defect: 'A pool is not told of its nodes',
    file: 'crd-bridge/kinds/node-pool.ts',
    from: 'return pool.status?.observedNodes === nodesOf(pool, view);',
    to: 'return true;',
    tests: BRIDGE,
  },
  {
    name: 'pause-end-missed',
    defect: 'A pause that ends while its chain does something else is shown for ever',
    file: 'api/pauses.ts',
    from: 'Number.isFinite(first) ? Math.max(0, first - now) : undefined',
    to: 'Number.isFinite(first) && first > now ? first - now : undefined',
    tests: ['test/unit/api/pauses.test.ts'],
  },
];

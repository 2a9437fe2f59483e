import type { Mutant } from '../mutant.ts';

/** In the bridge: what it decides, and what it writes. */
export const bridgeDefects: readonly Mutant[] = [
  {
    name: 'stale-status-accepted',
    defect: 'An older status is written over a newer one',
    file: 'crd-bridge/status/decide.ts',
    from: 'if (revision < edge.revision) return',
    to: 'if (revision !== edge.revision) return',
    tests: ['test/unit/bridge/apply-status.test.ts'],
  },
  {
    name: 'status-of-another-uid',
    defect: 'A status is written onto a namesake of another uid',
    file: 'crd-bridge/status/decide.ts',
    from: 'if (!shown || shown.metadata.uid !== edge.ref.uid) return',
    to: 'if (!shown) return',
    tests: ['test/unit/bridge/apply-status.test.ts'],
  },
  {
    name: 'desire-before-finalizer',
    defect: 'A workflow is told of a node that can still vanish with its machine half installed',
    file: 'crd-bridge/plan.ts',
    from: 'if (!isBegun(chain, object)) {\n    if (!chain.finalizer || deletionTimestamp !== undefined) return [];',
    to: 'if (!isBegun(chain, object) && object.metadata.generation === 0) {\n    if (!chain.finalizer) return [];',
    tests: ['test/unit/bridge/plan-node.test.ts'],
  },
  {
    name: 'foreign-apiserver-answers',
    defect: 'What another cluster’s apiserver does not know counts as gone',
    file: 'crd-bridge/status/carry-status.ts',
    from: "if (decision.result.outcome === 'gone') await verifyCluster();",
    to: 'void verifyCluster;',
    tests: ['test/unit/bridge/apply-status.test.ts'],
  },
  {
    name: 'nulls-refused',
    defect: 'A file with a field of null is refused, which the apiserver takes',
    file: 'starter/read-nodes.ts',
    from: 'safeParse(withoutNulls(kind.schema, object))',
    to: 'safeParse(object)',
    tests: ['test/unit/starter/read-nodes.test.ts'],
  },
];

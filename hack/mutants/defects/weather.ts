import type { Mutant } from '../mutant.ts';

/** Around an apiserver that is another, or knows less than it did. */
export const weatherDefects: readonly Mutant[] = [
  {
    name: 'restored-is-not-held',
    defect: 'An etcd that was restored from a backup is acted on',
    file: 'crd-bridge/observe/cluster-guard.ts',
    from: 'if (restored) return restored.message;\n',
    to: '',
    tests: ['test/unit/bridge/cluster-guard.test.ts'],
  },
  {
    name: 'answer-overtaken',
    defect: 'What is seen while etcd is asked counts as known before: a sound etcd passes for a restored one',
    file: 'api/cluster/revision-memory.ts',
    from: 'if (isNewer(before, found)) throw',
    to: 'if (isNewer(highest, found)) throw',
    tests: ['test/unit/cluster/revision-memory.test.ts'],
  },
  {
    name: 'restore-forgotten',
    defect: 'A restore that nobody acknowledged is forgotten once etcd has come further than before',
    file: 'workflows/cluster/state.ts',
    from: 'if (isNewer(highest, mark.highest)) mark.highest = highest;',
    to: 'if (isNewer(highest, mark.highest)) Object.assign(mark, { highest, restored: undefined });',
    tests: ['test/unit/workflows/cluster-state.test.ts'],
  },
  {
    name: 'claimed-in-a-restored-cluster',
    defect: 'A worker claims assets though etcd knows nothing of the claims made since its backup',
    file: 'workers/restore-check.ts',
    from: 'if (passed.connection === connection && performance.now() - passed.at < holdsMs) return;',
    to: 'if (passed.connection <= connection) return;',
    tests: ['test/unit/workers/restore-check.test.ts'],
  },
  {
    name: 'claimed-again-elsewhere',
    defect: 'What a node held in one cluster is claimed again in another',
    file: 'activities/claims/claim-again.ts',
    from: 'if ((await client.clusterId()) !== clusterId) {',
    to: "if (clusterId === '') {",
    tests: ['test/workflow/lost.test.ts'],
    only: 'nothing is claimed in another cluster',
  },
  {
    name: 'let-go-unread',
    defect: 'A node that has gone as it should is told of as one that is back out of a backup',
    file: 'crd-bridge/act/let-go.ts',
    from: 'await client.get(kind, { namespace: metadata.namespace, name: metadata.name });',
    to: 'await Promise.resolve({ metadata } as Resource);',
    tests: ['test/unit/bridge/lost-nodes.test.ts'],
  },
];

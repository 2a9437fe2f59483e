import type { Mutant } from '../mutant.ts';

const PLANNER = ['test/unit/node-pool/planner.test.ts'];
const OWNERSHIP = ['test/unit/node-pool/ownership.test.ts'];
const TRACES = ['test/unit/node-pool/traces.test.ts'];
const MEMORY = ['test/unit/node-pool/memory.test.ts'];
const PROGRESS = ['test/unit/node-pool/progress.test.ts'];
const PROPERTIES = ['test/unit/node-pool/planner.property.test.ts'];
const LAGGING = ['test/unit/node-pool/lagging.property.test.ts'];
const REVISIONS = ['test/unit/node-pool/revisions.test.ts'];

/** In what a NodePool decides. */
export const poolDefects: readonly Mutant[] = [
  {
    name: 'pool-one-machine-more',
    defect: 'A rollout takes one machine more than its surge',
    file: 'api/pool/acts.ts',
    from: 'pool.replicas + surge - members.length - leaving.length',
    to: 'pool.replicas + surge + 1 - members.length - leaving.length',
    tests: PROPERTIES,
    only: 'breaks no bound',
  },
  {
    name: 'pool-forgets-leaving-machines',
    defect: 'A node that is being deleted is not counted as a machine any more',
    file: 'api/pool/acts.ts',
    from: 'pool.replicas + surge - members.length - leaving.length',
    to: 'pool.replicas + surge - members.length',
    tests: TRACES,
  },
  {
    name: 'pool-new-ones-are-not-missing',
    defect: 'A rollout goes on before the nodes that it made are Ready',
    file: 'api/pool/acts.ts',
    from: 'rest.filter((member) => member.updated && !isReady(member)).length',
    to: '0',
    tests: PLANNER,
  },
  {
    name: 'pool-one-ready-node-less',
    defect: 'One Ready node more than the strategy allows is taken down',
    file: 'api/pool/order.ts',
    from: 'spare-- <= 0',
    to: 'spare-- < 0',
    tests: PROPERTIES,
    only: 'breaks no bound',
  },
  {
    name: 'pool-serving-nodes-first',
    defect: 'A scale-down takes nodes that serve before those that do not',
    file: 'api/pool/order.ts',
    from: 'BY_HEALTH[a.health.state] - BY_HEALTH[b.health.state]',
    to: 'BY_HEALTH[b.health.state] - BY_HEALTH[a.health.state]',
    tests: TRACES,
  },
  {
    name: 'pool-pause-is-ignored',
    defect: 'A paused rollout goes on',
    file: 'api/pool/acts.ts',
    from: 'return view.pauses.length === 0 && isMixed(view, census);',
    to: 'return isMixed(view, census);',
    tests: PLANNER,
  },
  {
    name: 'pool-pause-spreads-the-new',
    defect: 'While a rollout is paused, lost nodes come back with the new template',
    file: 'api/pool/acts.ts',
    from: 'pauses.length > 0 ? (memory.settled ?? target) : target',
    to: 'target',
    tests: TRACES,
  },
  {
    name: 'pool-wipes-what-it-adopts',
    defect: 'A node that is adopted is rolled over at once',
    file: 'api/pool/acts.ts',
    from: '(({ name, uid }): Adopt => ({ name, uid, revision: target.hash }))',
    to: '(({ name, uid, revision }): Adopt => ({ name, uid, revision: revision ?? target.hash }))',
    tests: OWNERSHIP,
  },
  {
    name: 'pool-takes-what-others-have',
    defect: 'A node of another pool is adopted',
    file: 'api/pool/census.ts',
    from: 'node.owner === null && !isOurs(node)',
    to: '!isOurs(node)',
    tests: OWNERSHIP,
  },
  {
    name: 'pool-decides-twice',
    defect: 'A deletion that does not show yet is not counted: a lagging cache takes down one node more',
    file: 'api/pool/census.ts',
    from: "node.deletion !== 'None' || deleted.has(node.uid)",
    to: "node.deletion !== 'None'",
    tests: LAGGING,
  },
  {
    name: 'pool-never-decides-again',
    defect: 'What was decided and never shows is waited for for ever',
    file: 'api/pool/census.ts',
    from: 'if (now >= one.at + EXPECTED_MS) return false;',
    to: 'if (now < one.at) return false;',
    tests: MEMORY,
  },
  {
    name: 'pool-order-matters',
    defect: 'Which orphan is adopted hangs on the order in which the cache lists them',
    file: 'api/pool/census.ts',
    from: '[...view.nodes].sort(byAge)',
    to: '[...view.nodes]',
    tests: PROPERTIES,
    only: 'the order of the nodes',
  },
  {
    name: 'pool-flapping-is-progress',
    defect: 'A node that is Ready now and then puts the progress deadline off for ever',
    file: 'api/pool/progress.ts',
    from: 'begun ? marks.ready : Math.max(marks.ready, Math.min(before.ready, marks.standing))',
    to: 'marks.ready',
    tests: PROGRESS,
  },
  {
    name: 'pool-deadline-runs-while-paused',
    defect: 'The progress deadline passes while somebody holds the pool',
    file: 'api/pool/progress.ts',
    from: 'reached || begun || further || view.pauses.length > 0',
    to: 'reached || begun || further',
    tests: PROGRESS,
  },
  {
    name: 'pool-rounds-the-wrong-way',
    defect: 'A share of unavailability is rounded up',
    file: 'api/pool/bounds.ts',
    from: 'resolveCount(strategy.maxUnavailable, replicas, Math.floor)',
    to: 'resolveCount(strategy.maxUnavailable, replicas, Math.ceil)',
    tests: REVISIONS,
  },
  {
    name: 'pool-undo-never-ends',
    defect: 'A new template is not rolled out after an undo',
    file: 'api/pool/revisions.ts',
    from: 'undo?.against !== newest.hash',
    to: 'undo === undefined',
    tests: TRACES,
  },
  {
    name: 'pool-names-without-uid',
    defect: 'A pool that is made anew takes the names of the earlier one',
    file: 'api/pool/names.ts',
    from: '`${pool.uid}/${slot}`',
    to: '`${pool.prefix}/${slot}`',
    tests: ['test/unit/node-pool/names.test.ts'],
  },
  {
    name: 'pool-both-refused',
    defect: 'Of two pools with the same selector the older one is refused too',
    file: 'api/pool/acceptance.ts',
    from: 'isOlder(other.metadata, pool.metadata) && overlap(pool, other)',
    to: 'other.metadata.name !== pool.metadata.name && overlap(pool, other)',
    tests: ['test/unit/node-pool/node-view.test.ts'],
  },
  {
    name: 'pool-takes-its-nodes-with-a-refusal',
    defect: 'A pool that is not accepted scales down all the same',
    file: 'api/pool/acts.ts',
    from: 'if (view.pool.refused !== undefined) return NOTHING;',
    to: '',
    tests: PLANNER,
  },
];

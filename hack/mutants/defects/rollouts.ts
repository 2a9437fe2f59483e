import type { Mutant } from '../mutant.ts';

const TRACES = ['test/unit/rollout/traces.test.ts'];
const BUCKETS = ['test/unit/rollout/buckets.test.ts'];
const ENGINE = ['test/unit/rollout/engine.property.test.ts'];
const CALENDAR = ['test/unit/rollout/calendar.test.ts'];

/** In what a rollout decides. */
export const rolloutDefects: readonly Mutant[] = [
  {
    name: 'rollout-held-goes-on',
    defect: 'A bucket that is held begins its next slice',
    file: 'api/rollout/bucket.ts',
    from: "if (stuck || state.orders.held !== '') return withNews(known, []);",
    to: 'if (stuck) return withNews(known, []);',
    tests: TRACES,
  },
  {
    name: 'rollout-lost-runs-again',
    defect: 'A minion whose return was lost runs the states again, and nobody looks before',
    file: 'api/rollout/slice-results.ts',
    from: "Lost: { again: 'verify', atLast: 'Lost' },\n    Unreachable: { again: 'verify', atLast: 'Unreachable' },\n  },\n  verify: {",
    to: "Lost: { again: 'apply', atLast: 'Lost' },\n    Unreachable: { again: 'verify', atLast: 'Unreachable' },\n  },\n  verify: {",
    tests: TRACES,
  },
  {
    name: 'rollout-unknown-is-healthy',
    defect: 'A gate that nobody answered for counts as healthy',
    file: 'api/rollout/judging.ts',
    from: "const open = answers.filter(({ result }) => result.verdict !== 'Healthy');",
    to: "const open = answers.filter(({ result }) => result.verdict === 'Pending');",
    tests: TRACES,
  },
  {
    name: 'rollout-blames-the-release',
    defect: 'Nodes that were bad before count against the release',
    file: 'api/rollout/counts.ts',
    from: 'return badBefore !== undefined && [',
    to: "return badBefore === '' && [",
    tests: TRACES,
  },
  {
    name: 'rollout-retry-forgets-nothing',
    defect: 'Failures from before an order to retry hold the rollout again',
    file: 'api/rollout/rollout-events.ts',
    from: "return { ...onceMore(bucket), phase: 'Running', settled: bucket.settled, retries: bucket.retries + 1 };",
    to: 'return { ...bucket, retries: bucket.retries + 1 };',
    tests: TRACES,
  },
  {
    name: 'rollout-forgets-the-rest',
    defect: 'Nodes that no group has are left out',
    file: 'api/rollout/buckets.ts',
    from: 'const ordered = [...inOrder(groups, settings.order), rest];',
    to: 'const ordered = [...inOrder(groups, settings.order), { ...rest, nodes: [] }];',
    tests: BUCKETS,
  },
  {
    name: 'rollout-spins',
    defect: 'A bucket decides again and again while one node of its dry run waits for a further try',
    file: 'api/rollout/bucket.ts',
    from: '(trying.length > 0 ? trying : pending)',
    to: 'pending',
    tests: ENGINE,
  },
  {
    name: 'rollout-window-opens-late',
    defect: 'A start that the clocks show twice is the second one',
    file: 'api/rollout/calendar.ts',
    from: 'Math.min(...shown) : before',
    to: 'Math.max(...shown) : before',
    tests: CALENDAR,
  },
  {
    name: 'rollout-mildest-first',
    defect: 'Of two unhealthy gates the one that is named first decides, not the gravest',
    file: 'api/rollout/judging.ts',
    from: '    .sort((a, b) => GRAVITY[b.gate.onUnhealthy] - GRAVITY[a.gate.onUnhealthy]);',
    to: ';',
    tests: ['test/unit/rollout/judging.test.ts'],
  },
  {
    name: 'rollout-blames-old-alerts',
    defect: 'An alert that was there before the release counts against it',
    file: 'activities/gates/alertmanager.ts',
    from: 'Date.parse(startsAt) >= since',
    to: 'Date.parse(startsAt) >= 0',
    tests: ['test/unit/gates/alertmanager.test.ts'],
  },
  {
    name: 'rollout-silence-hides',
    defect: 'A silenced alert is not seen, unless that is asked for',
    file: 'activities/gates/alertmanager.ts',
    from: 'includeSilenced = true',
    to: 'includeSilenced = false',
    tests: ['test/unit/gates/alertmanager.test.ts'],
  },
  {
    name: 'rollout-one-line-a-minion',
    defect: 'Equal failures of 500 minions are 500 lines',
    file: 'activities/salt/failure-groups.ts',
    from: '`${cause.stateId}\\n${cause.message}`',
    to: '`${minion}\\n${cause.stateId}\\n${cause.message}`',
    tests: ['test/unit/salt/failure-groups.test.ts'],
  },
  {
    name: 'rollout-bad-news-wait',
    defect: 'What goes wrong in a bucket is told with what only counts on',
    file: 'api/rollout/worse.ts',
    from: 'brokenIn(report.counts) > broken || ',
    to: '',
    tests: ['test/unit/rollout-chain/worse.test.ts'],
  },
  {
    name: 'rollout-good-though-it-failed',
    defect: 'A commit whose last bucket fails beyond its budget counts as good, and nobody is asked',
    file: 'api/rollout/rollout.ts',
    from: '  if (!ending && isHeldByFailures(state)) return state;\n',
    to: '',
    tests: TRACES,
  },
];

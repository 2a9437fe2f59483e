import { ROLLOUT_EVENTS } from '../../../api/event-reasons.ts';
import type { SaltDeploymentStatus } from '../../../api/kinds/salt-deployment.ts';
import type { SaltTransactionStatus } from '../../../api/kinds/salt-transaction.ts';
import { decideRollout, newRollout, takeRolloutEvent } from '../../../api/rollout/rollout.ts';
import { reportRollout } from '../../../api/rollout/report.ts';
import { deploymentEvents } from '../../../crd-bridge/status/deployment-events.ts';
import type { ObjectEvent } from '../../../crd-bridge/status/object-event.ts';
import { transactionEvents } from '../../../crd-bridge/status/transaction-events.ts';
import { stories } from '../rollout/stories.ts';
import { planOf, type Story, worldOf } from '../rollout/story.ts';
import { MINUTE, type RolloutWorld } from '../rollout/world.ts';

const told = (events: readonly ObjectEvent[]) =>
  events.map(({ type, reason, message }) => `${type} ${reason} ${message}`);

/** Everything that is told of a story, each thing once, as the apiserver takes it; its status is shown at every step. */
function eventsOf(story: Story): ObjectEvent[] {
  const world: RolloutWorld = worldOf(story);
  const all = new Map<string, ObjectEvent>();
  const events = [...(story.events ?? [])];
  let shown: SaltTransactionStatus | undefined;
  for (;;) {
    const due = events.splice(0, events.findLastIndex(({ at }) => at * MINUTE <= world.now) + 1);
    for (const event of due) event.does(world);
    world.settle();
    const status = reportRollout(world.rollout, world.now);
    for (const event of transactionEvents(shown, status)) all.set(`${event.reason}/${event.key}`, event);
    expect(transactionEvents(status, status)).toEqual([]);
    shown = status;
    const next = Math.min(world.nextTime(), (events[0]?.at ?? Infinity) * MINUTE);
    if (!Number.isFinite(next) || world.rollout.result) return [...all.values()];
    world.now = next;
  }
}

const storyOf = (name: keyof typeof stories) => {
  const story = stories[name];
  if (!story) throw new Error(`there is no story ${name}`);
  return story;
};

it('tells of a rollout from its beginning to its end, with a pause in between', () => {
  expect(told(eventsOf(storyOf('pause-in-the-middle-of-a-slice')))).toEqual([
    'Normal RolloutStarted it begins, on 5 nodes',
    'Normal BucketStarted r1: begins with 4 nodes',
    'Normal Paused held by alice: watching the graphs',
    'Normal Resumed resumed by alice: they look well',
    'Normal BucketDone r1: 4 of 4 nodes are done; soaks until 1970-01-01T00:37:00.000Z',
    'Normal BucketPassed r1: gate SaltResult: all is well',
    'Normal BucketStarted r2: begins with 1 nodes',
    'Normal BucketDone r2: 1 of 1 nodes are done; soaks until 1970-01-01T00:44:00.000Z',
    'Normal BucketPassed r2: gate SaltResult: all is well',
    'Normal RolloutSucceeded 5 of 5 nodes are at bbbbbbbbbbbb',
  ]);
});

it('tells who was tried again, of what it failed, and what a person said', () => {
  expect(told(eventsOf(storyOf('failure-retried')))).toEqual(
    expect.arrayContaining([
      'Warning NewFailure state nginx: the service does not start (1 nodes, such as r1-n2)',
      'Warning Held held by the rollout: 1 of 4 nodes of r1 failed by the release, 0 may',
      'Normal Told Retry by alice: the disk was full',
    ]),
  );
});

it.each([
  ['rollback-on-failure', /^Warning RolloutRolledBack the rollout: 2 of 4/],
  ['one-new-failure-stops-all', /^Warning RolloutAborted the rollout: 3 nodes share one new failure/],
  ['superseded', /^Normal RolloutSuperseded the deployment: cccccccc is wanted/],
  ['gate-stays-unknown', /^Warning GateNotHealthy r1: gate .* is Unknown: /],
  ['skipped', /^Normal BucketSkipped r2: is left out/],
] as const)('tells of %s', (name, expected) => {
  const lines = told(eventsOf(storyOf(name)));
  expect(lines.filter((line) => expected.test(line))).toHaveLength(1);
});

it('has a sentence for each of its reasons, and its last word of every story is how it ended', () => {
  const reasons = Object.values(stories).map((story) => eventsOf(story).map(({ reason }) => reason));
  expect(reasons.flat().filter((reason) => !(reason in ROLLOUT_EVENTS))).toEqual([]);
  expect(reasons.filter((all) => !/^Rollout(Succeeded|Aborted|RolledBack|Superseded)$/.test(all.at(-1) ?? ''))).toEqual(
    [],
  );
  expect(reasons.length).toBeGreaterThanOrEqual(10);
});

it('tells few things of a status that shows everything at once: of 100 racks that begin together, one', () => {
  const buckets = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`r${index + 1}`, 40]));
  const plan = planOf({ title: '', buckets, rules: { maxConcurrentDomains: 100 } });
  const calendar = { openings: null, freezes: [], until: Infinity };
  const read = takeRolloutEvent(newRollout(plan), { type: 'CalendarRead', calendar }, 0);
  const events = transactionEvents(undefined, reportRollout(decideRollout(read, 0).state, 0));

  expect(told(events)).toEqual([
    'Normal RolloutStarted it begins, on 4000 nodes',
    'Normal BucketStarted r1: begins with 40 nodes; r2: begins with 40 nodes; r3: begins with 40 nodes; and 97 more',
  ]);
});

const FIRST = 'a'.repeat(40);
const SECOND = 'b'.repeat(40);

function deployment(
  status: Partial<SaltDeploymentStatus>,
  ...conditions: [string, 'True' | 'False', string, string][]
) {
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  return {
    ...status,
    conditions: conditions.map(([type, now, reason, message]) => ({
      ...{ type, reason, message, lastTransitionTime },
      status: now,
    })),
  };
}

const begun = { transaction: 'web-2', fromCommit: FIRST, toCommit: SECOND, startedAt: '2026-01-01T00:00:00Z' };
const running = { ...begun, phase: 'Planned' as const, by: 'bob', why: 'a release' };
const failed = { ...begun, phase: 'RolledBack' as const, why: 'r1: nginx', finishedAt: '2026-01-01T01:00:00Z' };

it.each<[string, SaltDeploymentStatus, SaltDeploymentStatus, string[]]>([
  [
    'a rollout',
    deployment({ history: [] }),
    deployment({ history: [running] }),
    ['Normal RolloutStarted web-2 brings commit bbbbbbbbbbbb (before: aaaaaaaaaaaa), by bob: a release'],
  ],
  [
    'its end, and what stands still after it',
    deployment({ history: [running] }, ['Stalled', 'False', 'InProgress', '']),
    deployment({ history: [failed] }, ['Stalled', 'True', 'CommitFailed', 'bbbb went wrong']),
    ['Warning RolloutRolledBack web-2: r1: nginx', 'Warning Stalled CommitFailed: bbbb went wrong'],
  ],
  [
    'a pause',
    deployment({}, ['Paused', 'False', 'NotPaused', '']),
    deployment({}, ['Paused', 'True', 'PausedByCommand', 'alice: watching']),
    ['Normal Paused alice: watching'],
  ],
  [
    'its end',
    deployment({}, ['Paused', 'True', 'PausedByCommand', 'alice: watching']),
    deployment({}, ['Paused', 'False', 'NotPaused', 'nobody holds it']),
    ['Normal Resumed nobody holds it'],
  ],
  [
    'what it waits for',
    deployment({}, ['Ready', 'False', 'NodesComing', '']),
    deployment({}, ['Ready', 'False', 'DependencyNotReady', 'SaltDeployment masters has to succeed first']),
    ['Normal Waits SaltDeployment masters has to succeed first'],
  ],
  ['nothing new', deployment({ history: [running] }), deployment({ history: [running] }), []],
])('tells of a deployment: %s', (_, previous, next, expected) => {
  expect(told(deploymentEvents(previous, next))).toEqual(expected);
});

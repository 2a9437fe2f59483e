import { setTimeout as pause } from 'node:timers/promises';
import { bedplate } from '../dsl/command.ts';
import { eventually } from '../dsl/eventually.ts';
import { hasReturned, isPoll, isSubmit, type SaltDoor } from '../dsl/salt-door.ts';
import { BROKEN_WORDS, FAILING_STATE, type Release } from '../dsl/salt-side.ts';
import type { SaltedWorld } from '../dsl/salted-world.ts';

/** All racks at once, or one after the other; a rack is a slice. */
const AT_ONCE = { maxConcurrentDomains: 3, maxUnavailable: 2 };
const ONE_BY_ONE = { maxConcurrentDomains: 1, maxUnavailable: 2 };
/** Long enough for several slices, were they sent out. */
const QUIET_MS = 5_000;

/** Where the worker dies. What is given is called once it is dead, and again once the next one is up. */
type DeathPoint = (door: SaltDoor) => Promise<{ dead(): void; up?(): Promise<void> }>;

const deaths: [point: string, at: DeathPoint][] = [
  [
    'before the POST, which never arrives',
    async (door) => {
      const post = door.stopNext('request', 'a submit', isSubmit);
      await post.reached();
      return { dead: () => post.drop() };
    },
  ],
  [
    'before the POST, which arrives after that of the next worker',
    async (door) => {
      const late = door.stopNext('request', 'a submit', isSubmit);
      const { jid } = await late.reached();
      const again = door.stopNext('answer', 'the same submit', (call) => isSubmit(call) && call.jid === jid);
      return {
        dead: () => undefined,
        async up() {
          await again.reached();
          late.pass();
          again.pass();
        },
      };
    },
  ],
  [
    'after the POST, before its reply',
    async (door) => {
      const reply = door.stopNext('answer', 'a submit', isSubmit);
      await reply.reached();
      return { dead: () => reply.drop() };
    },
  ],
  [
    'between two polls',
    async (door) => {
      const first = door.stopNext('answer', 'a poll that tells of some returns', hasReturned('some'));
      const { jid } = await first.reached();
      const second = door.stopNext('request', 'the next poll', (call) => isPoll(call) && call.jid === jid);
      first.pass();
      await second.reached();
      return { dead: () => second.drop() };
    },
  ],
  [
    'after the last return, before it is recorded',
    async (door) => {
      const last = door.stopNext('answer', 'a poll that tells of all returns', hasReturned('all'));
      await last.reached();
      return { dead: () => last.drop() };
    },
  ],
];

/** What holds of rollouts whatever Salt they go through. Truth is what minions wrote down, and Salt's own list of jobs. */
export function describeRollouts(start: () => Promise<SaltedWorld>): void {
  let salted: SaltedWorld;
  beforeAll(async () => {
    salted = await start();
  }, 300_000);
  afterEach(() => salted.door.open());
  afterAll(() => salted.end(), 60_000);

  async function wants(strategy: object, release: Release = 'good'): Promise<string> {
    const commit = await salted.side.commit(release);
    await salted.web.when.changed({ revision: { commit }, strategy });
    return commit;
  }

  const heldByFailures = (commit: string) =>
    salted.web.shows('it holds itself, and both of the rack are back', async ({ status }) => {
      const { spec, status: seen } = (await salted.web.transaction()) ?? {};
      const isPaused = status?.conditions?.some(({ type, status: is }) => type === 'Paused' && is === 'True');
      const isItself = status?.pauses?.some(({ source }) => source === 'failures');
      return spec?.toCommit === commit && isPaused && isItself && seen?.topFailures?.[0]?.nodes === 2;
    });

  /** Nothing more is sent out for the commit. */
  async function isQuiet(commit: string): Promise<void> {
    const before = await salted.side.jobs(commit);
    await pause(QUIET_MS);
    expect(await salted.side.jobs(commit)).toEqual(before);
  }

  test('a commit goes out rack by rack, in a true partition: one line on every minion', async () => {
    await salted.ranOnceEverywhere(salted.first);

    const { spec } = (await salted.web.transaction()) ?? {};
    expect(spec?.buckets.map(({ name }) => name)).toEqual(['r1', 'r2', 'r3']);
    expect(spec?.buckets.flatMap(({ members }) => members).sort()).toEqual(salted.nodes);
  }, 180_000);

  test.each(deaths)(
    'the worker is killed %s: one line on every minion',
    async (_point, at) => {
      const dying = at(salted.door);
      const commit = await wants(AT_ONCE);
      const { dead, up } = await dying;
      await salted.killWorker();
      dead();
      await salted.startWorker();
      await up?.();

      await salted.ranOnceEverywhere(commit);
      const jids = (await salted.ran(commit)).map((line) => line.split(' ')[1]);
      const sent = (await salted.side.jobs(commit)).map(({ jid }) => jid);
      expect(sent.sort()).toEqual([...new Set(jids)].sort());
    },
    180_000,
  );

  test('one return is lost while the minion lives, another minion stops in the middle: one line on each', async () => {
    const [unheard = '', stopped = ''] = [salted.nodes[0], salted.nodes.at(-1)];
    const commit = await salted.side.commit('good');
    const { lost } = await salted.side.loseReturn(unheard, commit);
    await salted.side.dawdle(stopped);
    await salted.web.when.changed({ revision: { commit }, strategy: AT_ONCE });
    await lost();
    await eventually(`${stopped} runs its states`, () => salted.side.isDawdling(stopped));
    await salted.side.restartMinion(stopped);

    await salted.ranOnceEverywhere(commit);
    const jobs = await salted.side.jobs(commit);
    const actsOn = (node: string) => jobs.filter(({ minions }) => minions.includes(node)).map(({ act }) => act);
    // What a run that broke off has left behind is looked at before there is another: of that minion alone.
    expect(Object.fromEntries(salted.nodes.map((node) => [node, actsOn(node).sort()]))).toEqual(
      Object.fromEntries(salted.nodes.map((node) => [node, node === stopped ? ['apply', 'apply', 'look'] : ['apply']])),
    );
    expect(jobs.filter(({ minions }) => minions.length === 1)).toHaveLength(2);
  }, 240_000);

  test('salt-api restarts in the middle of a run: one line on every minion', async () => {
    const poll = salted.door.stopNext('answer', 'a poll that tells of some returns', hasReturned('some'));
    const commit = await wants(AT_ONCE);
    await poll.reached();
    const { unanswered } = salted.door;
    await salted.side.stopApi();
    poll.pass();
    await eventually('nobody answers', async () => salted.door.unanswered > unanswered);
    await salted.side.startApi();

    await salted.ranOnceEverywhere(commit);
  }, 180_000);

  test('paused in the middle of a slice, the worker killed in between: nothing is sent out until the resume', async () => {
    const poll = salted.door.stopNext('answer', 'a poll that tells of some returns', hasReturned('some'));
    const commit = await wants(ONE_BY_ONE);
    await poll.reached();
    const paused = await bedplate(
      salted.world,
      'rollout',
      'pause',
      'saltdeployment/web',
      '--why',
      'watching the graphs',
    );
    expect(paused).toMatchObject({ exit: 0, output: expect.stringMatching(/web holds/) as string });
    expect(await salted.side.jobs(commit)).toHaveLength(1);
    await salted.killWorker();
    poll.drop();
    await salted.startWorker();
    await isQuiet(commit);
    expect(await salted.side.jobs(commit)).toHaveLength(1);

    await bedplate(salted.world, 'rollout', 'resume', 'saltdeployment/web', '--why', 'fine');
    await salted.ranOnceEverywhere(commit);
  }, 240_000);

  test('a commit that does not compile holds the rollout at the first rack, with the words of Salt', async () => {
    const commit = await wants(ONE_BY_ONE, 'broken');
    await heldByFailures(commit);

    const [failure] = (await salted.web.transaction())?.status?.topFailures ?? [];
    expect(failure).toMatchObject({ nodes: 2, message: expect.stringMatching(BROKEN_WORDS) as string });
    const { output } = await bedplate(salted.world, 'rollout', 'status', 'saltdeployment/web');
    expect(output).toMatch(BROKEN_WORDS);
    expect(await salted.ran(commit)).toEqual([]);
    expect(await salted.side.jobs(commit)).toHaveLength(1);
  }, 180_000);

  test('a commit that fails is rolled back, and is not begun again; the next one is', async () => {
    const good = (await salted.web.read()).status?.lastGoodCommit ?? '';
    const failing = await wants(ONE_BY_ONE, 'failing');
    await heldByFailures(failing);
    expect((await salted.web.transaction())?.status?.topFailures).toMatchObject([{ stateId: FAILING_STATE, nodes: 2 }]);
    const failed = await salted.ran(failing);
    expect(failed).toHaveLength(2);
    expect(await salted.side.jobs(failing)).toHaveLength(1);

    const rollback = ['rollout', 'rollback', 'saltdeployment/web', '--why', 'nginx is broken'];
    expect(await bedplate(salted.world, ...rollback)).toMatchObject({ exit: 0 });
    const { status } = await salted.web.then.is('Stalled');
    expect(status).toMatchObject({ failedCommit: failing, lastGoodCommit: good });
    // The way back is a rollout like the one before, through all racks.
    const lines = (await salted.ran(good)).map((line) => line.split(' ')[0]);
    expect(lines).toEqual(salted.nodes.flatMap((node) => [node, node]));
    await salted.web.when.changed({ paused: true });
    await salted.web.shows('the spec holds it', ({ status: now }) =>
      now?.pauses?.some(({ source }) => source === 'spec'),
    );
    await salted.web.when.changed({ paused: false });
    await isQuiet(failing);
    expect(await salted.ran(failing)).toEqual(failed);

    await salted.ranOnceEverywhere(await wants(AT_ONCE));
  }, 240_000);

  test('a commit that fails where the deployment says Rollback is taken back by itself, from every rack', async () => {
    const good = (await salted.web.read()).status?.lastGoodCommit ?? '';
    const failing = await salted.side.commit('failing');
    await salted.web.when.changed({ revision: { commit: failing }, strategy: ONE_BY_ONE, onFailure: 'Rollback' });
    await salted.web.shows('it went wrong', ({ status }) => status?.failedCommit === failing);
    const { status } = await salted.web.then.is('Stalled');
    expect(status).toMatchObject({ failedCommit: failing, lastGoodCommit: good });
    expect(await salted.side.jobs(failing)).toHaveLength(1);
    const lines = (await salted.ran(good)).map((line) => line.split(' ')[0]);
    expect(lines).toEqual(salted.nodes.flatMap((node) => [node, node]));

    const commit = await salted.side.commit('good');
    await salted.web.when.changed({ revision: { commit }, strategy: AT_ONCE, onFailure: 'Pause' });
    await salted.ranOnceEverywhere(commit);
  }, 240_000);
}

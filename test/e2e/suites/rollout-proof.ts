import { bedplate } from '../dsl/command.ts';
import { eventually } from '../dsl/eventually.ts';
import { hasReturned, isPoll, isSubmit } from '../dsl/salt-door.ts';
import { BROKEN_WORDS, FAILING_STATE } from '../dsl/salt-side.ts';
import type { SaltedWorld } from '../dsl/salted-world.ts';

/** All racks at once, or one node after the other. */
const AT_ONCE = { maxConcurrentDomains: 3, maxUnavailable: 2 };
const ONE_BY_ONE = { maxConcurrentDomains: 1, maxUnavailable: 1 };

/** What holds of rollouts whatever Salt they go through. Truth is what minions wrote down, and Salt's own list of jobs. */
export function describeRollouts(start: () => Promise<SaltedWorld>): void {
  let salted: SaltedWorld;
  beforeAll(async () => {
    salted = await start();
  }, 300_000);
  afterAll(() => salted.end(), 60_000);

  const wants = async (strategy: object) => {
    const commit = await salted.side.commit('good');
    await salted.web.when.changed({ revision: { commit }, strategy });
    return commit;
  };

  test('a commit goes out rack by rack, in a true partition: one line on every minion', async () => {
    await salted.ranOnceEverywhere(salted.first);

    const { spec } = (await salted.web.transaction()) ?? {};
    expect(spec?.buckets.map(({ name }) => name)).toEqual(['r1', 'r2', 'r3']);
    expect(spec?.buckets.flatMap(({ members }) => members).sort()).toEqual(salted.nodes);
  }, 180_000);
}

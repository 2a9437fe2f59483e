import fc from 'fast-check';
import { Failure } from '../../../activities/failure.ts';
import { ClusterError } from '../../../api/cluster/index.ts';
import {
  appOf,
  ASSETS,
  type HandOver,
  isChoosy,
  isUpper,
  NODES,
  numberOf,
  Place,
  rackOf,
  TAINTED,
} from './claims-model.ts';
import { type Crash, Died } from './scheduler-process.ts';

/** What nodes were told that they have, and which machines were kept out of the pool. */
interface Told {
  assets: Map<number, string>;
  suspects: Set<string>;
}

interface Moment {
  asked: { node: number; goes: boolean }[];
  crash?: Crash;
  handOver?: HandOver;
}

/** All that happens in one moment: nodes are asked for and go, a process dies, the lease changes hands. */
class AllAtOnce implements fc.AsyncCommand<Told, Place> {
  readonly moment: Moment;

  constructor(moment: Moment) {
    this.moment = moment;
  }

  check = () => true;

  async run(told: Told, place: Place): Promise<void> {
    const { asked, crash, handOver } = this.moment;
    place.endanger(crash);
    const nodes = asked.map(({ node, goes }) => async () => {
      if (goes) await goUntilGone(place, node);
      else return claimedAtLast(place, node);
    });
    const outcomes = await place.atOnce<string | void>([
      ...nodes,
      ...(handOver ? [() => place.handOver(handOver)] : []),
    ]);
    place.endanger(undefined);
    for (const [index, { node, goes }] of asked.entries()) {
      const outcome = outcomes[index];
      if (goes) told.assets.delete(node);
      if (goes) expect(outcome?.status).toBe('fulfilled');
      else if (outcome) await hears(told, place, node, outcome);
    }
    await agree(told, place);
  }

  toString = () => `all at once ${JSON.stringify(this.moment)}`;
}

/** What is not answered is asked again. */
async function claimedAtLast(place: Place, node: number): Promise<string> {
  try {
    return await place.claim(node);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return place.claim(node);
  }
}

/** Temporal makes the attempt again until it has succeeded. */
async function goUntilGone(place: Place, node: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await place.release(node);
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

async function hears(told: Told, place: Place, node: number, outcome: PromiseSettledResult<unknown>): Promise<void> {
  const before = told.assets.get(node);
  if (outcome.status === 'fulfilled') {
    if (before !== undefined) expect(outcome.value).toBe(before);
    told.assets.set(node, outcome.value as string);
    return;
  }
  const error: unknown = outcome.reason;
  if (error instanceof Died || error instanceof ClusterError) return;
  if (!(error instanceof Failure)) throw error;
  expect(['Exhausted', 'RaceLost']).toContain(error.type);
  // Who has been told of an asset has it, so is not refused; who is refused for good has none.
  expect(before).toBeUndefined();
  if (error.type === 'Exhausted') expect(await place.heldBy(node)).toEqual([]);
}

class Act implements fc.AsyncCommand<Told, Place> {
  readonly name: string;
  readonly act: (place: Place, told: Told) => Promise<void>;

  constructor(name: string, act: Act['act']) {
    this.name = name;
    this.act = act;
  }

  check = () => true;

  async run(told: Told, place: Place): Promise<void> {
    await this.act(place, told);
    await agree(told, place);
  }

  toString = () => this.name;
}

/** What nodes were told, and what the apiserver holds. Answers how many claims were compared. */
async function agree(told: Told, place: Place): Promise<number> {
  const claims = await place.claims();
  const held = claims.filter(({ spec }) => spec.hold).map(({ metadata }) => metadata.name);
  expect(held.sort()).toEqual([...told.suspects].sort());
  const standing = claims.filter(({ spec }) => !spec.hold);
  const owners = standing.map(({ spec }) => spec.nodeRef.uid);
  expect(new Set(owners).size).toBe(owners.length);
  for (const [node, asset] of told.assets) expect(await place.heldBy(node)).toEqual([asset]);
  expect(new Set(told.assets.values()).size).toBe(told.assets.size);
  expect(claims.map(({ metadata }) => metadata.name)).not.toContain(TAINTED);
  // Of an application no two stand in one rack, by the names alone.
  const places = standing.map(({ metadata, spec }) => {
    return `${appOf(numberOf(spec.nodeRef.name))} in ${rackOf(metadata.name)}`;
  });
  expect(places).toEqual([...new Set(places)]);
  return claims.length;
}

async function becomesSuspect(place: Place, told: Told, node: number): Promise<void> {
  const asset = told.assets.get(node);
  if (asset === undefined) return;
  await place.atOnce([() => place.suspect(node, asset)]);
  told.assets.delete(node);
  told.suspects.add(asset);
}

async function clearAll(place: Place, told: Told): Promise<void> {
  for (const asset of told.suspects) place.clear(asset);
  told.suspects.clear();
}

/** Whether there is a machine that the node could have, by the rules said once more. */
async function couldHave(place: Place, node: number): Promise<boolean> {
  const claims = await place.claims();
  const taken = new Set([...claims.map(({ metadata }) => metadata.name), TAINTED]);
  const mates = claims.filter(({ spec }) => !spec.hold && appOf(numberOf(spec.nodeRef.name)) === appOf(node));
  const racks = new Set(mates.map(({ metadata }) => rackOf(metadata.name)));
  const mayHave = (asset: string) =>
    !taken.has(asset) && !racks.has(rackOf(asset)) && (!isChoosy(node) || isUpper(asset));
  return ASSETS.some(mayHave);
}

const node = fc.nat(NODES - 1);
const crash: fc.Arbitrary<Crash> = fc.record({
  atWrite: fc.integer({ min: 1, max: 6 }),
  when: fc.constantFrom('dies before', 'dies after', 'unanswered', 'unanswered and late'),
});
const moment: fc.Arbitrary<Moment> = fc.record(
  {
    asked: fc.uniqueArray(
      fc.record({
        node,
        goes: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      }),
      { selector: (each) => each.node, minLength: 1, maxLength: NODES },
    ),
    crash,
    handOver: fc.constantFrom<HandOver>('stopped', 'expired'),
  },
  { requiredKeys: ['asked'] },
);
const commands = fc.commands(
  [
    moment.map((each) => new AllAtOnce(each)),
    fc.constant(new Act('the watches catch up', (place) => place.sync())),
    fc.constant(new Act('what was not answered is known', (place) => place.endDoubts())),
    node.map((n) => new Act(`n${n} gives up its machine`, (place, told) => becomesSuspect(place, told, n))),
    fc.constant(new Act('a person clears what is suspect', clearAll)),
  ],
  { maxCommands: 20 },
);

/** A story from its beginning to where everything is known, and what comes after it. */
async function play(
  scheduler: fc.Scheduler,
  story: Iterable<fc.AsyncCommand<Told, Place>>,
  after: (place: Place, told: Told) => Promise<void>,
): Promise<void> {
  const told: Told = { assets: new Map(), suspects: new Set() };
  const place = await Place.open(scheduler);
  try {
    await fc.asyncModelRun(() => ({ model: told, real: place }), story);
    await place.endDoubts();
    await after(place, told);
  } finally {
    place.close();
  }
}

test('interleaved, with crashes and hand-overs: no asset has two owners, none is lost, and who keeps apart stands apart', async () => {
  let compared = 0;
  let refused = 0;
  const story = fc.asyncProperty(fc.scheduler(), commands, (scheduler, moments) =>
    play(scheduler, moments, async (place, told) => {
      // Everybody asks once more and nothing happens: whoever can be served is, whatever the crashes left.
      for (let n = 0; n < NODES; n += 1) {
        const [outcome] = await place.atOnce([() => place.claim(n)]);
        if (outcome) await hears(told, place, n, outcome);
        if (outcome?.status === 'fulfilled') continue;
        refused += 1;
        expect(await couldHave(place, n)).toBe(false);
      }
      compared += await agree(told, place);
      expect(await place.claims()).toHaveLength(told.assets.size + told.suspects.size);

      for (let n = 0; n < NODES; n += 1) await place.atOnce([() => goUntilGone(place, n)]);
      await clearAll(place, told);
      expect(await place.claims()).toEqual([]);
    }),
  );
  await fc.assert(story, { numRuns: 100 });
  expect(compared).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10);
}, 120_000);

test('equal input, equal answer: of one fleet every process chooses the same for the same reasons, however it came to know it', async () => {
  let chosen = 0;
  const story = fc.asyncProperty(fc.scheduler(), commands, node, (scheduler, moments, n) =>
    play(scheduler, moments, async (place) => {
      // Two that saw it grow, and one that lists it now.
      const [first, ...others] = await place.previews(n);
      expect(others).toEqual([first, first]);
      if (typeof first !== 'string') chosen += 1;
    }),
  );
  await fc.assert(story, { numRuns: 50 });
  expect(chosen).toBeGreaterThan(10);
}, 120_000);

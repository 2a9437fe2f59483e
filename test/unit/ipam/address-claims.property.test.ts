import fc from 'fast-check';
import { Failure } from '../../../activities/failure.ts';
import { excludedSpans } from '../../../api/address-space.ts';
import { parseAddress } from '../../../api/addresses.ts';
import { type Crash, Died, NODES, Place, SUBNETS } from './claims-model.ts';

/** What each node was told that it has. */
type Told = Map<number, string[]>;

class AllocateAtOnce implements fc.AsyncCommand<Told, Place> {
  readonly asked: { node: number; process: number; crash?: Crash }[];

  constructor(asked: AllocateAtOnce['asked']) {
    this.asked = asked;
  }

  check = () => true;

  async run(told: Told, place: Place): Promise<void> {
    const outcomes = await place.atOnce(
      this.asked.map(
        ({ process, node, crash }) =>
          () =>
            place.allocate(process, node, crash),
      ),
    );
    for (const [i, outcome] of outcomes.entries()) {
      const node = this.asked[i]?.node ?? 0;
      const before = told.get(node);
      if (outcome.status === 'fulfilled') {
        if (before) expect(outcome.value).toEqual(before);
        told.set(node, outcome.value);
        continue;
      }
      const error: unknown = outcome.reason;
      if (error instanceof Died) continue;
      if (!(error instanceof Failure)) throw error;
      expect(['Exhausted', 'RaceLost']).toContain(error.type);
      // Who has been told of addresses has them, so is not refused; who is refused has none.
      expect(before).toBeUndefined();
      expect(await place.boundTo(node)).toEqual([]);
    }
    await agree(told, place);
  }

  toString = () => `allocate at once ${JSON.stringify(this.asked)}`;
}

class Release implements fc.AsyncCommand<Told, Place> {
  readonly node: number;
  readonly process: number;
  readonly crash: Crash | undefined;

  constructor({ node, process, crash }: { node: number; process: number; crash?: Crash }) {
    this.node = node;
    this.process = process;
    this.crash = crash;
  }

  check = () => true;

  async run(told: Told, place: Place): Promise<void> {
    const [outcome] = await place.atOnce([() => place.release(this.process, this.node, this.crash)]);
    // A node that is being deleted has nothing any more, and its release is repeated until it has succeeded.
    if (outcome?.status === 'rejected') await place.atOnce([() => place.release(this.process, this.node)]);
    told.delete(this.node);
    await place.isGone(this.node);
    expect(await place.boundTo(this.node)).toEqual([]);
    await agree(told, place);
  }

  toString = () => `release ${JSON.stringify(this)}`;
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

/** What nodes were told, and what the apiserver holds. Answers how many addresses were compared. */
async function agree(told: Told, place: Place): Promise<number> {
  const objects = await place.addresses();
  const bound = objects.filter(({ metadata }) => !metadata.deletionTimestamp);
  const holders = new Map(bound.map(({ spec }) => [spec.address, spec.claimRef.name]));
  expect(holders.size).toBe(bound.length);
  for (const [node, addresses] of told) {
    expect(addresses).toHaveLength(2);
    expect(addresses.map((address) => holders.get(address))).toEqual([`n${node}`, `n${node}`]);
    // One of each family, and no other that an attempt left.
    expect(await place.boundTo(node)).toEqual([...addresses].sort());
  }
  const spans = SUBNETS.flatMap(excludedSpans);
  const isExcluded = (address: string) => {
    const { value } = parseAddress(address);
    return spans.some(({ first, last }) => value >= first && value <= last);
  };
  expect(objects.map(({ spec }) => spec.address).filter(isExcluded)).toEqual([]);
  return bound.length;
}

const node = fc.nat(NODES - 1);
const process = fc.nat(1);
const crash: fc.Arbitrary<Crash | undefined> = fc.option(
  fc.record({ atWrite: fc.integer({ min: 1, max: 3 }), when: fc.constantFrom('before' as const, 'after' as const) }),
  { nil: undefined, freq: 2 },
);
const asked = fc.record({ node, process, crash }, { requiredKeys: ['node', 'process'] });
const commands = fc.commands(
  [
    fc
      .uniqueArray(asked, { selector: (each) => each.node, minLength: 1, maxLength: NODES })
      .map((each) => new AllocateAtOnce(each)),
    fc.record({ node, process, crash }, { requiredKeys: ['node', 'process'] }).map((each) => new Release(each)),
    process.map((n) => new Act(`process ${n} sees what there is`, (place) => place.sync(n))),
    fc.constant(new Act('all rests are over', (place) => place.endRests())),
    node.map(
      (n) => new Act(`machine of n${n} boots`, async (place, told) => void (told.has(n) && (await place.boot(n)))),
    ),
  ],
  { maxCommands: 25 },
);

test('interleaved, with crashes between write and record: no address twice, all or none, and none is lost', async () => {
  let compared = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), commands, async (scheduler, story) => {
      const told: Told = new Map();
      const place = new Place(scheduler);
      await place.open();
      await fc.asyncModelRun(() => ({ model: told, real: place }), story);

      // Everybody asks once more and nobody dies: whoever can be served is, whatever the crashes left.
      await place.sync(0);
      for (let n = 0; n < NODES; n += 1) {
        const [outcome] = await place.atOnce([() => place.allocate(0, n)]);
        if (outcome?.status === 'fulfilled') told.set(n, outcome.value);
        else refused += 1;
      }
      compared += await agree(told, place);
      const holding = (await place.addresses()).filter(({ metadata }) => !metadata.deletionTimestamp);
      expect(holding).toHaveLength(told.size * 2);

      for (let n = 0; n < NODES; n += 1) await place.atOnce([() => place.release(0, n)]);
      await place.endRests();
      expect(await place.addresses()).toEqual([]);
    }),
    { numRuns: 120 },
  );
  expect(compared).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(10);
}, 120_000);

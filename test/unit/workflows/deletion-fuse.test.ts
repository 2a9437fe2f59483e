import fc from 'fast-check';
import { type DeletionRequest, type FuseLimits, limitOf } from '../../../api/deletion-fuse.ts';
import { admit, type Emptied } from '../../../workflows/deletion-fuse/admit.ts';

const LIMITS: FuseLimits = { window: '1h', nodes: 20, percent: 50, always: 10 };
const HOUR = 3_600_000;

function request(asset: string, given: Partial<DeletionRequest> = {}): DeletionRequest {
  const domains = [{ kind: 'rack' as const, name: 'r1', total: 20 }];
  return { uid: `node-on-${asset}`, asset, domains, limits: LIMITS, claimedAnew: [], ...given };
}

function play(requests: readonly (readonly [at: number, request: DeletionRequest])[]) {
  let emptied: Emptied[] = [];
  const verdicts = requests.map(([at, asked]) => {
    const decision = admit(emptied, asked, at);
    emptied = decision.emptied;
    return decision.verdict;
  });
  return { verdicts, emptied };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);

test.each<[total: number, limit: number]>([
  [1, 10],
  [8, 10],
  [20, 10],
  [24, 12],
  [41, 20],
  [1000, 20],
])('of a domain of %i machines %i may go', (total, limit) => {
  expect(limitOf(LIMITS, total)).toBe(limit);
});

test('the eleventh of twenty is held, and says of what', () => {
  const { verdicts } = play(names(11).map((asset) => [0, request(asset)]));
  expect(verdicts.slice(0, 10)).toEqual(Array(10).fill({ admitted: true }));
  expect(verdicts[10]).toMatchObject({
    admitted: false,
    blown: { kind: 'rack', name: 'r1', total: 20, emptied: 10, limit: 10, window: '1h' },
  });
});

test('what lies further back than the window counts no more', () => {
  const full = names(10).map((asset) => [0, request(asset)] as const);
  expect(play([...full, [HOUR - 1, request('late')]]).verdicts.at(-1)?.admitted).toBe(false);
  expect(play([...full, [HOUR, request('late')]]).verdicts.at(-1)?.admitted).toBe(true);
});

test('a machine that is let through a second time counts from then on', () => {
  const full = names(10).map((asset) => [0, request(asset)] as const);
  const again = names(10).map((asset) => [HOUR / 2, request(asset)] as const);
  expect(play([...full, ...again, [HOUR, request('late')]]).verdicts.at(-1)?.admitted).toBe(false);
});

test('an asset that is given up again and again counts once', () => {
  const again = Array.from({ length: 100 }, (_, index) => [index, request('a0', { uid: `node-${index}` })] as const);
  const others = names(10).slice(1);
  const { verdicts } = play([...again, ...others.map((asset) => [200, request(asset)] as const)]);
  expect(verdicts.every(({ admitted }) => admitted)).toBe(true);
  expect(
    play([...again, ...others.map((asset) => [200, request(asset)] as const), [201, request('one-more')]]).verdicts.at(
      -1,
    )?.admitted,
  ).toBe(false);
});

test('an asset that stands for another node again counts no more', () => {
  const full = names(10).map((asset) => [0, request(asset)] as const);
  const claimedAnew = [{ uid: 'node-on-a3', asset: 'a3' }];
  expect(play([...full, [1, request('late', { claimedAnew })]]).verdicts.at(-1)?.admitted).toBe(true);
});

test('a held question changes nothing', () => {
  const full = names(10).map((asset) => [0, request(asset)] as const);
  expect(play([...full, [1, request('late')], [2, request('later')]]).emptied).toEqual(play(full).emptied);
});

test('one domain that would be emptied is enough, and the others are not charged', () => {
  const pool = { kind: 'pool' as const, name: 'web', total: 4 };
  const inBoth = {
    domains: [{ kind: 'rack' as const, name: 'r9', total: 100 }, pool],
    limits: { ...LIMITS, always: 1 },
  };
  const { verdicts, emptied } = play(names(3).map((asset) => [0, request(asset, inBoth)]));
  expect(verdicts.map(({ admitted }) => admitted)).toEqual([true, true, false]);
  expect(verdicts[2]).toMatchObject({ blown: { kind: 'pool', name: 'web', emptied: 2, limit: 2 } });
  expect(emptied).toHaveLength(2);
});

test('a pool that shrinks as its nodes go is measured by what it had', () => {
  const limits = { ...LIMITS, always: 1 };
  const shrinking = names(6).map((asset, gone) => {
    const domains = [{ kind: 'pool' as const, name: 'web', total: 10 - gone }];
    return [0, request(asset, { domains, limits })] as const;
  });
  expect(play(shrinking).verdicts.map(({ admitted }) => admitted)).toEqual([true, true, true, true, true, false]);
});

describe('whatever is asked, in whatever order', () => {
  const stories = fc.record({
    limits: fc.record({
      window: fc.constantFrom('10s', '1m', '1h'),
      nodes: fc.integer({ min: 0, max: 8 }),
      percent: fc.integer({ min: 0, max: 100 }),
      always: fc.integer({ min: 0, max: 4 }),
    }),
    asked: fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 20_000 }),
        asset: fc.integer({ min: 0, max: 12 }),
        uid: fc.integer({ min: 0, max: 2 }),
        twice: fc.boolean(),
      }),
      { maxLength: 60 },
    ),
  });
  const ms = { '10s': 10_000, '1m': 60_000, '1h': HOUR };

  test('no window sees more distinct assets go than the limit, and asked twice the answer is the same', () => {
    let checked = 0;
    fc.assert(
      fc.property(stories, ({ limits, asked }) => {
        let emptied: Emptied[] = [];
        let now = 0;
        const gone: { at: number; asset: string }[] = [];
        for (const { after, asset, uid, twice } of asked) {
          now += after;
          const question = request(`a${asset}`, { uid: `node-${asset}-${uid}`, limits });
          const decision = admit(emptied, question, now);
          emptied = decision.emptied;
          if (decision.verdict.admitted) gone.push({ at: now, asset: question.asset });
          if (twice) expect(admit(emptied, question, now)).toEqual(decision);
        }
        for (const { at } of gone) {
          const within = gone.filter((other) => other.at >= at && other.at < at + ms[limits.window]);
          expect(new Set(within.map(({ asset }) => asset)).size).toBeLessThanOrEqual(limitOf(limits, 20));
          checked += 1;
        }
      }),
    );
    expect(checked).toBeGreaterThan(100);
  });
});

import { type Breakers, createBreakers } from '../../../activities/breaker/breakers.ts';
import { DOWN_AFTER, DOWN_MS, REFUSED_MS } from '../../../activities/breaker/state.ts';
import { Failure } from '../../../activities/failure.ts';
import type { StoreChange } from '../../../api/cluster/index.ts';
import type { ComputeProvider } from '../../../api/kinds/compute-provider.ts';
import { provider } from '../bridge/objects.ts';

const SECRET = { namespace: 'bedplate-system', name: 'secret' };
const FOREMAN = { system: 'foreman', url: 'http://foreman.example', credentialsSecretRef: SECRET } as const;
const REFUSED = () => new Failure('AuthRejected', 'It refuses our login (401).', { outage: 'refused' });
const DOWN = () => new Failure('Unavailable', 'It answered 503.', { outage: 'down' });

/** One Foreman, counted, behind the breakers of one process. */
function play() {
  let now = 0;
  let change: (change: StoreChange<ComputeProvider>) => void = () => undefined;
  const told: string[] = [];
  const native = provider();
  const world = {
    calls: 0,
    fails: undefined as (() => Failure) | undefined,
    told,
    native,
    forgotten: 0,
    pass: (ms: number) => void (now += ms),
    shows(state: 'Available' | 'Unavailable', before?: 'Available' | 'Unavailable') {
      const seen = (value: string) =>
        provider(
          {},
          { systems: [{ name: 'foreman', state: value, reason: 'R', message: '', since: '2026-01-01T00:00:00Z' }] },
        );
      change({ type: 'upsert', object: seen(state), previous: before && seen(before) });
    },
  };
  const breakers: Breakers = createBreakers({
    fleet: { providers: () => [native], onProvider: (listener) => void (change = listener) },
    tell: ({ name }, { outage, secretVersion }) => told.push(`${name} ${outage} ${secretVersion}`),
    onMended: () => void (world.forgotten += 1),
    now: () => now,
  });
  const outside = {
    async answer(): Promise<string> {
      world.calls += 1;
      await new Promise(setImmediate);
      if (world.fails) throw world.fails();
      return 'fine';
    },
    ping(): Promise<string> {
      return outside.answer();
    },
  };
  const open = (version = 'v1') => breakers.guard(outside, FOREMAN, version, version);
  return { world, open, breakers };
}

async function failuresOf(calls: Promise<unknown>[]): Promise<Failure[]> {
  const settled = await Promise.allSettled(calls);
  return settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as Failure] : []));
}

const many = (count: number, call: () => Promise<unknown>) => Array.from({ length: count }, () => call());

test('a refused password is tried once, however many callers arrive at once', async () => {
  const { world, open } = play();
  world.fails = REFUSED;

  const failures = await failuresOf(many(500, () => open().answer()));

  expect(world.calls).toBe(1);
  expect(world.told).toEqual(['native refused v1']);
  expect(failures).toHaveLength(500);
  for (const failure of failures) {
    expect(failure).toMatchObject({
      type: 'AuthRejected',
      waited: true,
      waitsFor: [{ kind: 'ComputeProvider', name: 'native' }],
    });
    expect(failure.message).toMatch(/^Waits for ComputeProvider native: .*401.*fix Secret bedplate-system\/secret/);
  }
});

test('a good password opens the way for all who waited for the first', async () => {
  const { world, open } = play();

  expect(await Promise.all(many(100, () => open().answer()))).toHaveLength(100);
  expect(world.calls).toBe(100);
});

test('another password is another story', async () => {
  const { world, open } = play();
  world.fails = REFUSED;
  await failuresOf(many(3, () => open('v1').answer()));
  world.fails = undefined;

  await expect(open('v2').answer()).resolves.toBe('fine');
  expect(await failuresOf([open('v1').answer()])).toHaveLength(1);
  expect(world.calls).toBe(2);
});

test('a system that is down is left alone after several failures in a row, and tried by one call after a while', async () => {
  const { world, open } = play();
  await open().answer();
  world.fails = DOWN;
  for (let index = 0; index < DOWN_AFTER + 20; index += 1) await failuresOf([open().answer()]);
  expect(world.calls).toBe(1 + DOWN_AFTER);
  expect(world.told).toEqual(['native down v1']);

  world.pass(DOWN_MS);
  await failuresOf(many(20, () => open().answer()));
  expect(world.calls).toBe(2 + DOWN_AFTER);

  world.fails = undefined;
  world.pass(DOWN_MS);
  expect(await failuresOf(many(20, () => open().answer()))).toEqual([]);
});

test("one node's quick attempts open nothing", async () => {
  const { world, open, breakers } = play();
  await open().answer();
  world.fails = DOWN;
  for (let index = 0; index < 4; index += 1) await failuresOf([open().answer()]);

  expect(breakers.states()).toEqual([{ system: 'foreman', url: FOREMAN.url, open: false }]);
  expect(world.told).toEqual([]);
});

test('a failure that many callers share counts once', async () => {
  const { world, open, breakers } = play();
  await open().answer();
  const shared = DOWN();
  world.fails = () => shared;

  await failuresOf(many(DOWN_AFTER * 2, () => open().answer()));

  expect(breakers.states()[0]?.open).toBe(false);
});

test('a refusal of one call is an answer', async () => {
  const { world, open, breakers } = play();
  world.fails = () => new Failure('AuthRejected', 'our login may not do that');

  expect((await failuresOf([open().answer()]))[0]?.message).toBe('our login may not do that');
  expect(breakers.states()[0]?.open).toBe(false);
});

test('a probe goes through, and its answer closes; but not with a login that was refused a moment ago', async () => {
  const { world, open } = play();
  world.fails = REFUSED;
  await failuresOf([open().answer(), open().ping()]);
  expect(world.calls).toBe(1);

  world.pass(2_000);
  world.fails = undefined;
  await open().ping();
  await open().answer();
  expect(world.calls).toBe(3);
});

test('the provider that is seen well again closes it, and old Secrets are forgotten', async () => {
  const { world, open } = play();
  world.fails = REFUSED;
  await failuresOf([open().answer()]);
  world.fails = undefined;

  world.shows('Unavailable', 'Available');
  expect(await failuresOf([open().answer()])).toHaveLength(1);
  world.shows('Available', 'Unavailable');

  await expect(open().answer()).resolves.toBe('fine');
  expect(world).toMatchObject({ calls: 2, forgotten: 1 });
});

test('without any word from a provider it tries again after ten minutes', async () => {
  const { world, open } = play();
  world.fails = REFUSED;
  await failuresOf([open().answer()]);
  world.fails = undefined;

  world.pass(REFUSED_MS);

  await expect(open().answer()).resolves.toBe('fine');
});

test('a missing Secret is told now and then, not by every caller', () => {
  const { world, breakers } = play();
  const missing = new Failure('NotFound', 'There is no Secret.', { outage: 'refused' });

  const failures = Array.from({ length: 50 }, () => breakers.withoutLogin(missing, FOREMAN));

  expect(world.told).toEqual(['native refused ']);
  expect(failures[49]).toMatchObject({ type: 'NotFound', waitsFor: [{ kind: 'ComputeProvider', name: 'native' }] });
});

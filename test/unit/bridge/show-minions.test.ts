import { ClusterError } from '../../../api/cluster/index.ts';
import type { SaltMinion, SaltMinionStatus } from '../../../api/kinds/salt-minion.ts';
import { newsOf } from '../../../crd-bridge/status/minion-news.ts';
import { showMinions } from '../../../crd-bridge/status/show-minions.ts';
import type { MinionsNews } from '../../../workflows/contract.ts';

const [OLD, NEW] = ['a', 'b'].map((digit) => digit.repeat(40)) as [string, string];
const EIGHT = '2026-01-01T08:00:00.000Z';
const HALF_PAST = '2026-01-01T08:30:00.000Z';
const NINE = '2026-01-01T09:00:00.000Z';

describe('what is shown of a minion', () => {
  const shown = { commit: OLD, lastResult: 'Changed', lastSeen: EIGHT };
  it.each<[string, Parameters<typeof newsOf>, ReturnType<typeof newsOf>]>([
    [
      'the first news',
      [undefined, 'Ok', { commit: NEW, at: EIGHT }],
      { commit: NEW, lastResult: 'Ok', lastSeen: EIGHT },
    ],
    ['the same again', [shown, 'Changed', { commit: OLD, at: HALF_PAST }], undefined],
    ['the same again an hour later', [shown, 'Changed', { commit: OLD, at: NINE }], { ...shown, lastSeen: NINE }],
    [
      'another commit',
      [shown, 'Changed', { commit: NEW, at: HALF_PAST }],
      { ...shown, commit: NEW, lastSeen: HALF_PAST },
    ],
    [
      'a failure: it has the commit before, in part',
      [shown, 'StateFailed', { commit: NEW, at: HALF_PAST }],
      { commit: OLD, lastResult: 'StateFailed', lastSeen: HALF_PAST },
    ],
    [
      'silence: it was seen before',
      [shown, 'Unreachable', { commit: NEW, at: NINE }],
      { commit: OLD, lastResult: 'Unreachable', lastSeen: EIGHT },
    ],
    ['silence as before', [{ ...shown, lastResult: 'Lost' }, 'Lost', { commit: NEW, at: NINE }], undefined],
    ['silence from the beginning', [undefined, 'Lost', { commit: NEW, at: NINE }], { lastResult: 'Lost' }],
    ['news that was overtaken', [{ ...shown, lastSeen: NINE }, 'StateFailed', { commit: NEW, at: EIGHT }], undefined],
  ])('%s', (_, given, expected) => {
    expect(newsOf(...given)).toEqual(expected);
  });
});

/** A bridge that watches so many minions, and the writes that it makes. */
function aBridge(count: number) {
  const minions = new Map<string, SaltMinion>();
  for (let index = 1; index <= count; index += 1)
    minions.set(`web-${index}`, { metadata: { name: `web-${index}`, namespace: 'default' } } as SaltMinion);
  const writes: { name: string; status: SaltMinionStatus; beside: string | undefined }[] = [];
  const refused = new Map<string, Error>();
  const deps: Parameters<typeof showMinions>[0] = {
    cached: ({ name }) => minions.get(name),
    observe: (minion) => void minions.set(minion.metadata.name, minion),
    held: () => undefined,
    beat: () => undefined,
    pause: () => Promise.resolve(),
    now: () => 0,
    client: {
      async applyStatus(
        _: unknown,
        { metadata, status }: { metadata: { name: string }; status: object },
        options?: object,
      ) {
        const { name } = metadata;
        const error = refused.get(name);
        if (error) throw error;
        const { beside } = (options ?? {}) as { beside?: string };
        writes.push({ name, status: status as SaltMinionStatus, beside });
        return { ...minions.get(name), status } as never;
      },
    },
  };
  return { minions, writes, refused, deps };
}

const news = (verdicts: MinionsNews['verdicts'], at = EIGHT): MinionsNews => ({
  ...{ namespace: 'default', at, commit: NEW, verdicts },
});
const names = (count: number) => Array.from({ length: count }, (_, index) => `web-${index + 1}`);

test('5,000 minions are written about once, beside their own chains, and not again when it is told again', async () => {
  const { writes, deps } = aBridge(5_000);
  await showMinions(deps, news({ Changed: names(5_000) }));
  expect(new Set(writes.map(({ name }) => name)).size).toBe(5_000);
  expect(writes[0]).toEqual({
    name: 'web-1',
    status: { commit: NEW, lastResult: 'Changed', lastSeen: EIGHT },
    beside: 'rollouts',
  });

  await showMinions(deps, news({ Changed: names(5_000) }, HALF_PAST));
  expect(writes).toHaveLength(5_000);
});

test('it pauses after each write, and not where there is nothing to write', async () => {
  const { writes, deps } = aBridge(3);
  const pauses: number[] = [];
  const paced = { ...deps, pause: async () => void pauses.push(writes.length) };
  await showMinions(paced, news({ Changed: names(3) }));
  expect(pauses).toEqual([1, 2, 3]);

  await showMinions(paced, news({ Changed: names(3) }, HALF_PAST));
  expect(pauses).toHaveLength(3);
});

test.each([
  ['answers at once', 1, 60],
  ['is slow to answer: it is given six times as long for others', 40, 240],
  ['hardly answers any more: it still goes on', 9_000, 1_000],
])('an apiserver that %s', async (_, writeMs, expected) => {
  const { deps } = aBridge(1);
  let now = 0;
  const pauses: number[] = [];
  const slow = { ...deps, now: () => (now += writeMs), pause: async (ms: number) => void pauses.push(ms) };
  await showMinions(slow, news({ Changed: names(1) }));
  expect(pauses).toEqual([expected]);
});

test('what the apiserver refused is written when it is told once more, and the rest is not', async () => {
  const { writes, refused, deps } = aBridge(3);
  refused.set(
    'web-3',
    new ClusterError({ status: 503, reason: 'ServiceUnavailable', message: 'the apiserver is away' }),
  );
  await expect(showMinions(deps, news({ Ok: names(3) }))).rejects.toThrow('away');
  refused.clear();
  await showMinions(deps, news({ Ok: names(3) }));
  expect(writes.map(({ name }) => name).sort()).toEqual(names(3));
});

test('one that is gone, or that nobody watches, is left out', async () => {
  const { writes, refused, deps } = aBridge(2);
  refused.set('web-1', new ClusterError({ status: 404, reason: 'NotFound', message: 'there is none' }));
  await showMinions(deps, news({ Ok: [...names(2), 'web-9'] }));
  expect(writes.map(({ name }) => name)).toEqual(['web-2']);
});

test('a bridge that must not write says why, so that it is told once more', async () => {
  const { writes, deps } = aBridge(1);
  const held = { ...deps, held: () => 'the apiserver is another one' };
  await expect(showMinions(held, news({ Ok: names(1) }))).rejects.toThrow('the apiserver is another one');
  expect(writes).toEqual([]);
});

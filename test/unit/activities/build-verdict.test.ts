import { verdictOf } from '../../../activities/foreman/activities.ts';
import { createBuildWatch } from '../../../activities/foreman/build-watch.ts';
import type { Host, HostRegistry } from '../../../activities/ports/host-registry.ts';

const OWNER = { uid: 'u1', installId: 'i2', namespace: 'default', name: 'web-1' };
const EARLIER = '2026-01-01T00:00:00Z';
const LATER = '2026-01-01T00:20:00Z';

function aHost(change: Partial<Host> = {}): Host {
  return {
    fqdn: 'web-1.example',
    owner: OWNER,
    mac: '',
    build: false,
    initiatedAt: EARLIER,
    installedAt: LATER,
    ...change,
  };
}

test.each<[string, Host | undefined, ReturnType<typeof verdictOf>]>([
  ['ended well', aHost(), { result: 'installed' }],
  ['ended in the second it began', aHost({ installedAt: EARLIER }), { result: 'installed' }],
  [
    'failed, with its log',
    aHost({ buildError: 'no disk', installedAt: undefined }),
    { result: 'failed', detail: 'no disk' },
  ],
  ['goes on', aHost({ build: true }), undefined],
  ['failed once, and goes on', aHost({ build: true, buildError: 'no disk' }), undefined],
  ['never began', aHost({ initiatedAt: undefined }), undefined],
  ['ended before it began: that was the one before', aHost({ initiatedAt: LATER, installedAt: EARLIER }), undefined],
  ['is of an older install', aHost({ owner: { ...OWNER, installId: 'i1' } }), undefined],
  ['is of another node', aHost({ owner: { ...OWNER, uid: 'u2' } }), undefined],
  ['is of nobody', aHost({ owner: undefined }), undefined],
  ['is of no host', undefined, undefined],
])('a build that %s', (_what, host, verdict) => {
  expect(verdictOf(host, OWNER)).toEqual(verdict);
});

test('of a failed build’s log the end is kept', () => {
  const verdict = verdictOf(aHost({ buildError: `${'x'.repeat(9_000)}the end` }), OWNER);

  expect(verdict).toMatchObject({ detail: expect.stringMatching(/the end$/) as string });
  expect(verdict?.result === 'failed' && verdict.detail).toHaveLength(4096);
});

describe('the build watch', () => {
  function watched(...answers: (Host[] | Error)[]) {
    let time = 1_000_000;
    let asked = 0;
    const list = async () => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const look = createBuildWatch(
      async () => ({ list }) as unknown as HostRegistry,
      () => time,
    );
    return { look, asked: () => asked, pass: (ms: number) => void (time += ms) };
  }

  test('a hundred nodes that wait are read from one list', async () => {
    const { look, asked } = watched([aHost()]);

    const seen = await Promise.all(
      Array.from({ length: 100 }, (_, i) => look(i === 0 ? 'web-1.example' : `n${i}`, 'i2')),
    );

    expect(asked()).toBe(1);
    expect(seen.filter((host) => host !== undefined)).toHaveLength(1);
  });

  test('a list is not older than three seconds', async () => {
    const { look, asked, pass } = watched([], [aHost()]);
    expect(await look('web-1.example', 'i2')).toBeUndefined();
    pass(2_900);
    expect(await look('web-1.example', 'i2')).toBeUndefined();
    expect(asked()).toBe(1);
    pass(200);

    expect(await look('web-1.example', 'i2')).toEqual(aHost());
    expect(asked()).toBe(2);
  });

  test('an install is not told of the build before, from a list that was asked for before it began to wait', async () => {
    const failed = aHost({ buildError: 'no disk' });
    const { look, pass } = watched([failed], [aHost({ build: true })]);
    await look('another.example', 'i9');
    pass(1_000);

    expect(await look('web-1.example', 'i2')).toBeUndefined();
    pass(10_000);
    expect(await look('web-1.example', 'i2')).toMatchObject({ build: true });
  });

  test('a list that failed is asked for again at once', async () => {
    const { look } = watched(new Error('Foreman is down'), [aHost()]);
    await expect(look('web-1.example', 'i2')).rejects.toThrow('Foreman is down');

    expect(await look('web-1.example', 'i2')).toEqual(aHost());
  });
});

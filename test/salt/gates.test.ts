import { judge } from '../../api/rollout/judging.ts';
import type { GateResult, GateVerdict } from '../../api/rollout/gate-results.ts';
import { eventually } from '../e2e/dsl/eventually.ts';
import { gatesOfATransaction } from '../unit/gates/a-transaction.ts';
import { PlayedServer } from '../unit/played-server.ts';
import { RealAlertmanager } from './dsl/real-alertmanager.ts';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const LOUD = { includeSilenced: false };

describe('a gate that asks a real Alertmanager', () => {
  const now = Date.now();
  /** When the bucket was begun. */
  const since = now - 10 * MINUTE;
  let real: RealAlertmanager;
  /** Between it and the gate. */
  let front: PlayedServer;
  let names = 0;

  beforeAll(async () => {
    real = await RealAlertmanager.start();
    front = await PlayedServer.start();
  });
  afterAll(async () => {
    await front.close();
    await real.close();
  });

  /** The gate's answer on an alert, and what a rollout does on it: at once, and after ten minutes of the same. */
  async function asked(alertname: string, fields: object = {}) {
    const gate = {
      type: 'Alertmanager',
      url: real.url,
      matchers: [`alertname="${alertname}"`],
      timeout: '2s',
      ...fields,
    };
    const ask = await gatesOfATransaction([gate]);
    const [result] = await ask(['Alertmanager'], { since });
    if (!result) throw new Error('The gate was not asked');
    return { ...result, leadsTo: decided(result, now), atLast: decided(result, now + 10 * MINUTE) };
  }

  /** As told to abort on what is unhealthy. */
  function decided(result: GateResult, at: number): string {
    const rule = { name: 'Alertmanager', type: 'Alertmanager', onUnhealthy: 'Abort' } as const;
    const again = at + MINUTE / 2;
    const judging = { since: now, asked: false, again, results: [result] };
    return judge([{ ...rule, intervalMs: MINUTE / 2, patienceMs: 10 * MINUTE }], judging, at).say;
  }

  const name = () => `NodeDown${(names += 1)}`;
  const fires = async (startsAt: number, endsAt?: number) => {
    const alertname = name();
    await real.fires({ alertname, rack: 'r1' }, startsAt, endsAt);
    return alertname;
  };
  const isHealthy = (words = 'no new alert') => ({ verdict: 'Healthy', message: words, leadsTo: 'Go', atLast: 'Go' });
  const isUnhealthy = (words: string) => {
    const message = expect.stringMatching(new RegExp(`^alert NodeDown\\d* since [-0-9:.TZ]+${words}$`)) as string;
    return { verdict: 'Unhealthy', message, leadsTo: 'Abort', atLast: 'Abort' };
  };
  const isOpen = (verdict: GateVerdict, words: RegExp) => {
    return { verdict, message: expect.stringMatching(words) as string, leadsTo: 'Wait', atLast: 'Pause' };
  };

  test('goes on while there is no alert: what Prometheus still holds as pending is not known', async () => {
    await expect(asked(name())).resolves.toMatchObject(isHealthy());
  });

  test('aborts on an alert that began since', async () => {
    await expect(asked(await fires(now - MINUTE))).resolves.toMatchObject(isUnhealthy(''));
  });

  test('goes on where an alert was there before, and fires on', async () => {
    const alertname = await fires(since - MINUTE);
    await expect(asked(alertname)).resolves.toMatchObject(isHealthy('no new alert; 1 were there before the release'));
  });

  test('goes on where an alert that began since is over', async () => {
    const alertname = await fires(now - 5 * MINUTE, now - MINUTE);
    await expect(asked(alertname)).resolves.toMatchObject(isHealthy());
  });

  test('waits for an alert that begins later, and then for a person', async () => {
    const alertname = await fires(now + 60 * MINUTE, now + 120 * MINUTE);
    await expect(asked(alertname)).resolves.toMatchObject(isOpen('Pending', /^pending: alert NodeDown\d+ since /));
  });

  test('aborts on one that is silenced, too: the rollout may have silenced its own; but for who wants it otherwise', async () => {
    const alertname = await fires(now - MINUTE);
    await real.silences(alertname);
    await eventually('it is silenced', async () => (await asked(alertname)).message.endsWith(', silenced'));
    await expect(asked(alertname)).resolves.toMatchObject(isUnhealthy(', silenced'));
    await expect(asked(alertname, LOUD)).resolves.toMatchObject(isHealthy());
  });

  test('aborts on one that another alert inhibits, too; but for who wants it otherwise', async () => {
    await real.fires({ alertname: 'RackDown', rack: 'r7' }, now - MINUTE);
    await real.fires({ alertname: 'NodeDown', rack: 'r7' }, now - MINUTE);
    await eventually('it is inhibited', async () => (await asked('NodeDown')).message.endsWith(', inhibited'));
    await expect(asked('NodeDown')).resolves.toMatchObject(isUnhealthy(', inhibited'));
    await expect(asked('NodeDown', LOUD)).resolves.toMatchObject(isHealthy());
  });

  test('waits when its question is refused, in the words of the refusal', async () => {
    const matchers = ['alertname=~"["'];
    const words = /^Alertmanager http:\S+\/api\/v2\/alerts answered 400: .*error parsing regexp/;
    await expect(asked('', { matchers })).resolves.toMatchObject(isOpen('Unknown', words));
  });

  test('waits on a 500, although an alert stands in the answer', async () => {
    const alertname = await fires(now - MINUTE);
    front.answer = (response, { path }) =>
      void fetch(`${real.url}${path}`)
        .then((answer) => answer.text())
        .then((body) => response.writeHead(500, { 'content-type': 'application/json' }).end(body));
    const answer = await asked(alertname, { url: front.url });
    expect(front.asked).toHaveLength(1);
    expect(answer).toMatchObject(isOpen('Unknown', /^Alertmanager http:\S+\/api\/v2\/alerts answered 500$/));
  });

  test('waits when it hangs, no longer than its own time, and takes the answer once it is back', async () => {
    const alertname = await fires(now - MINUTE);
    real.freeze();
    const answer = await asked(alertname);
    real.wake();
    expect(answer).toMatchObject(isOpen('Unknown', /can't be asked: it did not answer within 2 s$/));
    await eventually('it answers', async () => (await asked(alertname)).verdict === 'Unhealthy');
  });

  test('waits when it is gone', async () => {
    await real.kill();
    await expect(asked(name())).resolves.toMatchObject(isOpen('Unknown', /can't be asked: nothing listens there/));
  });
});

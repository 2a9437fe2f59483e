import { SaltMasterApi } from '../../activities/adapters/salt/salt-api.ts';
import type { MinionReturn, SaltApi } from '../../activities/ports/salt-api.ts';
import { verdictOf } from '../../activities/salt/verdict.ts';
import type { MinionFault } from '../../simulator/faults/minion-faults.ts';
import { expectFailure } from './expect-failure.ts';
import { plantCommits, plantMinions } from './salt-lab.ts';
import { Simulated } from './simulated.ts';
import { newJid } from './suites/salt-api.ts';
import { until } from './until.ts';

const url = 'https://git.example/salt.git';
const commit = '4f0c17a9be2d53f6018c7e4a9d3b52f8c6e1047a';
const minions = ['web-1', 'web-2'];
const [minion] = ['web-1'];
const page = '<html><body><h2>500 Internal Server Error</h2><p>The server encountered an error</p></body></html>';

/** What a Salt may do to whoever drives it, each as a rule, and what our adapter makes of it. */
describe('of a simulated Salt', () => {
  let simulated: Simulated;
  let salt: SaltApi;

  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  beforeEach(async () => {
    await simulated.reset();
    // A state run takes no time: its return is there before the call that sent it out is answered.
    await simulated.set({ saltStateSeconds: 0, saltStartSeconds: 0, saltGatherSeconds: 0.02, saltKeepJobsSeconds: 60 });
    await plantMinions(simulated, minions);
    await plantCommits(simulated, url, { [commit]: ['site.sls', 'top.sls'] }, {});
    const credentials = simulated.credentials.salt;
    const http = simulated.http({ timeoutMs: 500 });
    salt = new SaltMasterApi({ url: simulated.urls.salt, credentials, eauth: 'sharedsecret', http });
    await salt.serve({ url, path: '' }, commit);
  });

  const rule = (does: MinionFault, more: object = {}) =>
    simulated.admin('POST', '/_sim/faults', { system: 'minion', path: `/${minion}/state.apply`, does, ...more });

  async function apply(): Promise<{ jid: string; returned: MinionReturn | undefined }> {
    const jid = newJid();
    await salt.submit({ jid, fun: 'state.apply', minions, kwargs: { saltenv: commit } });
    return { jid, returned: (await salt.job(jid))?.returns[minion] };
  }

  it('returns may be there before the order is answered', async () => {
    const { returned } = await apply();

    expect(verdictOf(minion, returned as MinionReturn).type).toBe('Changed');
  });

  it.each([
    ['busy', 'Busy', {}],
    ['fail', 'StateFailed', { body: 'no space left' }],
    ['compile-error', 'CompileError', { body: "Rendering SLS 'x' failed" }],
    ['pillar-error', 'PillarError', { body: 'no such key' }],
    ['no-top-match', 'NoTopMatch', {}],
    ['module-error', 'ModuleError', { body: 'boom' }],
  ] as const)('the rule %s makes a minion return %s, and its neighbour what it should', async (does, type, more) => {
    await rule(does, more);

    const { jid, returned } = await apply();

    const verdict = verdictOf(minion, returned as MinionReturn);
    expect(verdict.type).toBe(type);
    if ('body' in more) expect(verdict.causes.map(({ message }) => message)).toEqual([more.body]);
    const neighbour = (await salt.job(jid))?.returns['web-2'] as MinionReturn;
    expect(verdictOf('web-2', neighbour).type).toBe('Changed');
  });

  it('a minion that hears nothing is silent, and does the job never', async () => {
    await simulated.admin('POST', '/_sim/faults', { system: 'minion', path: `/${minion}/*`, does: 'silent' });

    const { jid, returned } = await apply();

    expect(returned).toBeUndefined();
    expect(await salt.findJob(jid, minions)).toEqual({ 'web-1': 'Silent', 'web-2': 'NotRunning' });
    await simulated.admin('DELETE', '/_sim/faults');
    expect(await salt.findJob(jid, minions)).toEqual({ 'web-1': 'NotRunning', 'web-2': 'NotRunning' });
    expect(await salt.keptReturns(jid, [minion])).toEqual({});
  });

  it('a return that is lost was kept by the minion', async () => {
    await rule('lose-return');

    const { jid, returned } = await apply();

    expect(returned).toBeUndefined();
    expect(await salt.findJob(jid, [minion])).toEqual({ 'web-1': 'NotRunning' });
    const kept = await salt.keptReturns(jid, [minion]);
    expect(verdictOf(minion, kept[minion] as MinionReturn).type).toBe('Changed');
  });

  it('a slow minion is running, and ends', async () => {
    await rule('slow', { seconds: 0.2 });

    const { jid, returned } = await apply();

    expect(returned).toBeUndefined();
    expect(await salt.findJob(jid, [minion])).toEqual({ 'web-1': 'Running' });
    await until(
      () => salt.job(jid),
      (job) => job?.returns[minion] !== undefined,
    );
  });

  it('a huge return arrives whole', async () => {
    await rule('huge', { bytes: 400_000 });

    const { returned } = await apply();

    expect(JSON.stringify(returned).length).toBeGreaterThan(400_000);
    expect(verdictOf(minion, returned as MinionReturn)).toMatchObject({ type: 'Changed', causes: [] });
  });

  it('a minion hears nothing for a while after its start', async () => {
    await simulated.set({ saltStartSeconds: 0.3 });
    await simulated.admin('PUT', `/_sim/minions/${minion}`, {});

    const { jid, returned } = await apply();

    expect(returned).toBeUndefined();
    await until(
      () => salt.findJob(jid, [minion]),
      (found) => found[minion] === 'NotRunning',
    );
  });

  it('a minion that started anew has forgotten what it did: the probe keeps it from doing it again', async () => {
    const { jid } = await apply();
    await simulated.admin('PUT', `/_sim/minions/${minion}`, {});

    await salt.submit({ jid, fun: 'state.apply', minions, kwargs: { saltenv: commit } });

    const { minions: truth } = (await simulated.admin('GET', '/_sim/state')) as { minions: { runs: unknown[] }[] };
    expect(truth.map(({ runs }) => runs.length)).toEqual([1, 1]);
  });

  it('a job is forgotten in the end', async () => {
    const { jid } = await apply();
    await simulated.set({ saltKeepJobsSeconds: 0 });

    expect(await salt.job(jid)).toBeUndefined();
  });

  it('a key that was deleted is asked for again by the minion, if it still runs', async () => {
    await simulated.set({ saltAskSeconds: 0.05 });

    await salt.deleteKeys([minion]);

    expect((await salt.keys()).Accepted).toEqual(['web-2']);
    await until(
      () => salt.keys(),
      ({ Pending }) => Pending.includes(minion),
    );
  });

  it.each([
    ['an error page', { status: 500, body: page }, 'Unavailable', 'The server encountered an error'],
    ['no answer', { hang: true }, 'Unavailable', 'did not answer within'],
    ['a connection that breaks', { drop: 'before' }, 'Unavailable', 'broke'],
    [
      'a client that is not enabled',
      { status: 400, body: '<p>Client disabled</p>' },
      'InvalidInput',
      'Client disabled',
    ],
    ['a missing right', { status: 401, body: '<p>No permission</p>', count: 2 }, 'AuthRejected', 'No permission'],
  ] as const)('%s is a failure that says what to do', async (_what, fault, type, words) => {
    await simulated.fault({ system: 'salt', path: '/wheel/*', ...fault });

    await expectFailure(salt.keys(), type, words);

    await salt.keys();
  });

  it('a wrong password is refused for good', async () => {
    const credentials = { username: 'bedplate', password: 'wrong-password' };
    const options = { url: simulated.urls.salt, eauth: 'sharedsecret', http: simulated.http() };
    const refused = new SaltMasterApi({ ...options, credentials });

    const failure = await expectFailure(refused.ping(), 'AuthRejected', 'Could not authenticate');

    expect(failure.outage).toBe('refused');
    expect(failure.message).not.toContain('wrong-password');
  });

  it('ten thousand minions take one order, and each does it once', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `m-${index}`);
    await plantMinions(simulated, many);
    const patient = new SaltMasterApi({
      url: simulated.urls.salt,
      credentials: simulated.credentials.salt,
      eauth: 'sharedsecret',
      http: simulated.http({ maxBodyBytes: 64 * 1024 * 1024 }),
    });
    const order = { jid: newJid(), fun: 'state.apply', minions: many, kwargs: { saltenv: commit } };

    expect((await patient.submit(order)).minions).toHaveLength(10_000);
    expect((await patient.submit(order)).minions).toHaveLength(10_000);

    const job = await patient.job(order.jid);
    expect(Object.keys(job?.returns ?? {})).toHaveLength(10_000);
    const state = (await simulated.admin('GET', '/_sim/state')) as { minions: { id: string; runs: unknown[] }[] };
    const ran = state.minions.filter(({ id, runs }) => id.startsWith('m-') && runs.length === 1);
    expect(ran).toHaveLength(10_000);
  });
});

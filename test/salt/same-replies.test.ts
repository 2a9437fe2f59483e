import { SaltMasterApi } from '../../activities/adapters/salt/salt-api.ts';
import type { JobOnMinion, MinionReturn, SaltApi, SaltJobOrder } from '../../activities/ports/salt-api.ts';
import { tryStates } from '../../activities/salt-master/compile.ts';
import { verdictOf, verdictOfSilence } from '../../activities/salt/verdict.ts';
import type { SaltVerdict } from '../../api/salt-verdict.ts';
import { plantMinions } from '../contract/salt-lab.ts';
import { Simulated } from '../contract/simulated.ts';
import { newJid } from '../contract/suites/salt-api.ts';
import { eventually } from '../e2e/dsl/eventually.ts';
import { normalised } from './dsl/normalised.ts';
import { RawSalt } from './dsl/raw-salt.ts';
import { RealSalt } from './dsl/real-salt.ts';
import { repositoryOf, type TreeName, trees } from './dsl/states.ts';

jest.setTimeout(180_000);

/** In three racks. */
const minions = ['r1-a', 'r1-b', 'r2-a', 'r2-b', 'r3-a'] as const;
const [subject] = minions;

interface Side {
  salt: SaltApi;
  raw: RawSalt;
}

describe('real Salt and the simulated one', () => {
  let real: RealSalt;
  let simulated: Simulated;
  let sides: { real: Side; simulated: Side };
  const commits = {} as Record<TreeName, string>;

  beforeAll(async () => {
    real = await RealSalt.start(minions);
    simulated = await Simulated.start();
    await simulated.set({ saltStateSeconds: 0.02, saltGatherSeconds: 0.02 });
    await plantMinions(simulated, minions);
    const names = Object.keys(trees) as TreeName[];
    for (const name of names) commits[name] = real.repository.commit(trees[name].files);
    const told = names.map((name) => [commits[name], trees[name].simulated]);
    const url = real.repository.url;
    await simulated.admin('PUT', '/_sim/repositories', { url, commits: Object.fromEntries(told) });
    const credentials = simulated.credentials.salt;
    const options = { url: simulated.urls.salt, credentials, eauth: 'sharedsecret', http: simulated.http() };
    sides = {
      real: { salt: real.salt, raw: new RawSalt(real.url, real.login) },
      simulated: { salt: new SaltMasterApi(options), raw: new RawSalt(simulated.urls.salt, credentials) },
    };
    for (const { salt, raw } of Object.values(sides)) {
      await raw.logIn();
      for (const name of names) await salt.serve(repositoryOf(url), commits[name]);
    }
  }, 180_000);
  afterAll(async () => {
    await simulated.close();
    await real.close();
  }, 60_000);

  /** The same is asked of both, and the same comes back. */
  async function same(ask: (side: Side) => Promise<unknown>): Promise<unknown> {
    const [really, simulatedly] = [normalised(await ask(sides.real)), normalised(await ask(sides.simulated))];
    expect(simulatedly).toEqual(really);
    return really;
  }

  const listJob = (jid: string) => (side: Side) => side.raw.answer({ client: 'runner', fun: 'jobs.list_job', jid });

  const apply = (tree: TreeName, kwargs: object = {}): Omit<SaltJobOrder, 'jid'> => ({
    fun: 'state.apply',
    minions: [subject],
    kwargs: { saltenv: commits[tree], pillarenv: commits[tree], queue: false, ...kwargs },
    metadata: { rollout: 'web-7' },
  });

  const verdicts: [type: SaltVerdict['type'], why: string, order: () => Omit<SaltJobOrder, 'jid'>][] = [
    ['Ok', 'nothing to change', () => apply('good', { mods: ['steady'] })],
    ['Changed', 'a highstate', () => apply('good')],
    ['TestPending', 'a highstate that is only tried', () => apply('good', { test: true })],
    ['StateFailed', 'two states that fail, one that needs one of them', () => apply('good', { mods: ['mixed'] })],
    ['StateFailed', 'the same, only tried', () => apply('good', { mods: ['mixed'], test: true })],
    ['NoTopMatch', 'a top file that does not name it', () => apply('unmatched')],
    ['NoTopMatch', 'a commit that is not served', () => apply('good', { saltenv: 'f'.repeat(40) })],
    ['CompileError', 'a state file that does not render', () => apply('broken')],
    ['CompileError', 'a state file that is not there', () => apply('good', { mods: ['absent'] })],
    ['PillarError', 'a pillar that does not render', () => apply('withoutPillar')],
    ['ModuleError', 'a function that is not there', () => ({ ...apply('good'), fun: 'no_such.function', kwargs: {} })],
    [
      'ModuleError',
      'an argument that it does not know',
      () => ({ ...apply('good'), fun: 'test.ping', kwargs: { x: 1 } }),
    ],
    ['Ok', 'a ping', () => ({ ...apply('good'), fun: 'test.ping', kwargs: {} })],
    ['Ok', 'a grain', () => ({ ...apply('good'), fun: 'grains.setval', kwargs: { key: 'roles', val: ['web'] } })],
  ];

  it.each(verdicts)('give the same verdict, %s, on %s', async (type, _why, order) => {
    const jid = newJid();
    const found: SaltVerdict[] = [];
    for (const { salt } of Object.values(sides)) {
      await salt.submit({ ...order(), jid });
      found.push(verdictOf(subject, await returnOf(salt, jid)));
    }

    expect(found[0]?.type).toBe(type);
    expect(found[1]).toEqual(found[0]);
    await same(listJob(jid));
  });

  const facts: [tree: TreeName, status: string, words: string][] = [
    ['good', 'True', ''],
    ['unmatched', 'True', ''],
    ['broken', 'False', "Jinja variable 'nothing' is undefined; line 3"],
    ['withoutPillar', 'False', "Rendering SLS 'data' failed. Please see master log for details."],
  ];

  it.each(facts)('say the same when a minion compiles the commit %s', async (tree, status, words) => {
    const [really, simulatedly] = await Promise.all(
      [sides.real, sides.simulated].map(async ({ salt }) => {
        const { fact } = await tryStates(salt, commits[tree], [subject], undefined);
        return fact;
      }),
    );

    expect(really).toMatchObject({ status, message: expect.stringContaining(words) as string });
    expect(simulatedly).toEqual(really);
  });

  it('give the same verdict, Running and Busy, while a state run is under way', async () => {
    const fault = { system: 'minion', path: `/${subject}/state.apply`, does: 'slow', seconds: 8, count: 1 };
    await simulated.admin('POST', '/_sim/faults', fault);
    const [slow, second] = [newJid(), newJid()];

    await same(async ({ salt, raw }) => {
      await salt.submit({ ...apply('good', { mods: ['slow'] }), jid: slow });
      const found = await untilRuns(salt, slow);
      expect(silenceOf(found).type).toBe('Running');
      return askThem(raw, 'saltutil.find_job', slow, [subject]);
    });
    await same(async ({ salt }) => {
      await salt.submit({ ...apply('good'), jid: second });
      const busy = await returnOf(salt, second);
      expect(verdictOf(subject, busy).type).toBe('Busy');
      return busy;
    });
    for (const { salt } of Object.values(sides)) await returnOf(salt, slow);
    await same(listJob(second));
  });

  it('give the same verdict, Lost, on a minion whose process ended in the middle', async () => {
    const fault = { system: 'minion', path: `/${subject}/state.apply`, does: 'slow', count: 1 };
    await simulated.admin('POST', '/_sim/faults', fault);
    const jid = newJid();
    for (const { salt } of Object.values(sides)) {
      await salt.submit({ ...apply('good', { mods: ['slow'] }), jid });
      await untilRuns(salt, jid);
    }
    await real.kill(subject);
    await real.relaunch(subject);
    await real.admit([subject]);
    await simulated.admin('PUT', `/_sim/minions/${subject}`, {});

    await same(async ({ salt, raw }) => {
      expect(silenceOf(await salt.findJob(jid, [subject])).type).toBe('Lost');
      return askThem(raw, 'saltutil.find_job', jid, [subject]);
    });
    await same(listJob(jid));
  });

  it('give the same verdict, Unreachable, on a minion that hears nothing', async () => {
    const silent = { system: 'minion', path: `/${minions[4]}/*`, does: 'silent' };
    await simulated.admin('POST', '/_sim/faults', silent);
    real.freeze(minions[4]);
    const jid = newJid();
    try {
      await same(async ({ salt, raw }) => {
        await salt.submit({ ...apply('good'), minions: [minions[4]], jid });
        const found = await salt.findJob(jid, [minions[4]]);
        expect(verdictOfSilence(found[minions[4]] ?? 'Running').type).toBe('Unreachable');
        return [await askThem(raw, 'saltutil.find_job', jid, minions.slice(3)), await listJob(jid)({ salt, raw })];
      });
    } finally {
      real.wake(minions[4]);
      await simulated.admin('DELETE', '/_sim/faults');
    }
  });

  it('give the same verdict, KeyNotAccepted, on a minion that nobody let in', async () => {
    await real.startMinion('stranger');
    await simulated.admin('PUT', '/_sim/minions/stranger', {});
    for (const { salt } of Object.values(sides))
      await eventually('the key of the stranger', async () => (await salt.keys()).Pending.includes('stranger'));
    const jid = newJid();

    const submission = await same(({ salt }) =>
      salt.submit({ ...apply('good'), minions: [minions[1], 'stranger'], jid }),
    );

    expect(submission).toMatchObject({ minions: [minions[1]], missing: ['stranger'] });
    for (const { salt } of Object.values(sides)) await returnOf(salt, jid, minions[1]);
    await same(listJob(jid));
  });

  it('show a minion that kept what it returned, and one that kept nothing', async () => {
    const jid = newJid();
    for (const { salt } of Object.values(sides)) {
      await salt.submit({ ...apply('good'), jid });
      await returnOf(salt, jid);
    }

    await same(({ raw }) => askThem(raw, 'saltutil.find_cached_job', jid, [subject]));
    await same(({ raw }) => askThem(raw, 'saltutil.find_cached_job', newJid(), [subject]));
  });

  const nobody = { tgt_type: 'list', tgt: ['nobody'], fun: 'test.ping' };
  const wheel = (fun: string, match: unknown) => ({ client: 'wheel', fun, match });

  it.each<[what: string, ask: (side: Side) => Promise<unknown>]>([
    ['a job that nobody knows', ({ raw }) => raw.ask({ client: 'runner', fun: 'jobs.list_job', jid: FORGOTTEN })],
    ['a job for nobody', ({ raw }) => raw.ask({ client: 'local_async', ...nobody })],
    ['a question to nobody', ({ raw }) => raw.ask({ client: 'local', ...nobody, full_return: true })],
    ['a client that is not enabled', ({ raw }) => raw.ask({ client: 'ssh', fun: 'test.ping' })],
    ['a function of the master that is not there', ({ raw }) => raw.ask({ client: 'runner', fun: 'no_such.function' })],
    ['a path that is not there', ({ raw }) => raw.post('/nowhere', {})],
    ['a session that has ended', ({ raw }) => raw.post('/', [nobody], { 'x-auth-token': '00' })],
    [
      'a wrong password',
      ({ raw }) => raw.post('/login', { username: 'bedplate', password: 'x', eauth: 'sharedsecret' }),
    ],
    ['a good password', ({ raw }) => raw.logIn()],
    ['a fingerprint of nobody', ({ raw }) => raw.ask(wheel('key.finger', ['nobody']))],
    ['a key of nobody that is deleted', ({ raw }) => raw.ask(wheel('key.delete_dict', { minions: ['nobody'] }))],
    ['a key of nobody that is accepted', ({ raw }) => raw.ask(wheel('key.accept_dict', { minions_pre: ['nobody'] }))],
    ['a saltenv that nobody serves', ({ salt }) => salt.fileList('f'.repeat(40))],
    ['what is served', ({ salt }) => salt.served()],
    ['the files of a commit', ({ salt }) => salt.fileList(commits.withoutPillar)],
  ])('answer the same to %s', async (_what, ask) => {
    await same(ask);
  });
});

/** A jid that no test made. */
const FORGOTTEN = '20200101000000000001';

function silenceOf(found: Readonly<Record<string, JobOnMinion>>): SaltVerdict {
  return verdictOfSilence(found[subject] ?? 'Silent');
}

function askThem(raw: RawSalt, fun: string, jid: string, tgt: readonly string[]): Promise<unknown> {
  return raw.answer({ client: 'local', tgt_type: 'list', tgt, fun, arg: [jid], full_return: true, timeout: 3 });
}

function untilRuns(salt: SaltApi, jid: string): Promise<Record<string, JobOnMinion>> {
  return eventually(`that ${subject} runs job ${jid}`, async () => {
    const found = await salt.findJob(jid, [subject]);
    return found[subject] === 'Running' && found;
  });
}

function returnOf(salt: SaltApi, jid: string, minion: string = subject): Promise<MinionReturn> {
  return eventually(`that ${minion} returns job ${jid}`, async () => (await salt.job(jid))?.returns[minion]);
}

import { randomInt } from 'node:crypto';
import { busyReturn } from '../../../activities/adapters/memory/salt-returns.ts';
import type {
  ExpectedKey,
  SaltApi,
  SaltJob,
  SaltJobOrder,
  SaltRepository,
} from '../../../activities/ports/salt-api.ts';
import { verdictOf } from '../../../activities/salt/verdict.ts';
import { expectFailure } from '../expect-failure.ts';
import { until } from '../until.ts';

/** Accepted minions of every subject, all of which are there. */
export const minions = ['web-1', 'web-2', 'web-3'] as const;
/** Nobody has this name. */
export const nobody = 'web-9';

export interface SaltSubject {
  salt: SaltApi;
  repository: SaltRepository;
  /** Two commits; branch main is at the second one. The first holds a.sls, site.sls and top.sls, the second b.sls in place of a.sls. */
  commits: readonly [first: string, second: string];
  /** What to order of the first commit, so that its states take a while on web-1. */
  slowly(): Promise<SaltJobOrder['kwargs']>;
  /** A minion that asks to be let in, under a name that nobody had yet. */
  newcomer(): Promise<ExpectedKey>;
  /** Another minion asks under that name, with a key of its own. */
  impostor(of: ExpectedKey): Promise<ExpectedKey>;
  /** The process of this minion hears nothing, until `wake`. */
  freeze(minion: string): Promise<void>;
  wake(minion: string): Promise<void>;
  /** How often this minion really ran the states of a commit. */
  runs(minion: string, commit: string): Promise<number>;
  /** The next job is sent out, but the answer to who ordered it is lost. */
  loseNextAnswer(): Promise<void>;
  /** salt-api forgets who we are. */
  endSessions(): Promise<void>;
}

/** A real minion starts a process for each job, on a machine that may be busy with other tests. */
const RETURN_MS = 60_000;
const DAY = 24 * 60 * 60 * 1000;

/** Of a time long past, so that none of the master's own is the same. */
export function newJid(): string {
  const time = new Date(Date.now() - DAY).toISOString().replace(/\D/g, '').slice(0, 14);
  return `${time}${String(randomInt(1_000_000)).padStart(6, '0')}`;
}

export function describeSalt(name: string, makeSubject: () => Promise<SaltSubject>): void {
  describe(`${name} keeps the contract of SaltApi`, () => {
    let subject: SaltSubject;
    let salt: SaltApi;

    beforeEach(async () => {
      subject = await makeSubject();
      salt = subject.salt;
    });

    const apply = (commit: string, more: Partial<SaltJobOrder> = {}): SaltJobOrder => ({
      jid: newJid(),
      fun: 'state.apply',
      minions,
      kwargs: { saltenv: commit, pillarenv: commit, queue: false },
      ...more,
    });

    async function returned(jid: string, count: number): Promise<SaltJob> {
      const job = await until(
        () => salt.job(jid),
        (found) => Object.keys(found?.returns ?? {}).length >= count,
        RETURN_MS,
      );
      return job as SaltJob;
    }

    it('answers a ping', async () => {
      await salt.ping();
    });

    describe('a job', () => {
      it('goes to those whose key is accepted, and says who was missed', async () => {
        await salt.serve(subject.repository, subject.commits[0]);
        const newcomer = await subject.newcomer();
        const order = apply(subject.commits[0], {
          minions: [...minions, newcomer.minion, nobody],
          metadata: { rollout: 'web-7', bucket: 'r1' },
        });

        const { jid, ...submission } = await salt.submit(order);

        expect(jid).toBe(order.jid);
        expect(submission).toEqual({ minions: [...minions], missing: [newcomer.minion, nobody] });
        const job = await returned(jid, minions.length);
        expect(job).toMatchObject({ fun: 'state.apply', metadata: { rollout: 'web-7', bucket: 'r1' } });
        expect([...job.minions].sort()).toEqual([...minions]);
        expect(Object.keys(job.returns).sort()).toEqual([...minions]);
        for (const minion of minions)
          expect(verdictOf(minion, job.returns[minion] ?? busyReturn(jid)).type).toBe('Changed');
      });

      it('runs once, however often it is ordered', async () => {
        const [commit] = subject.commits;
        await salt.serve(subject.repository, commit);
        const before = await Promise.all(minions.map((minion) => subject.runs(minion, commit)));
        const order = apply(commit);

        const first = await salt.submit(order);
        const again = await salt.submit(order);
        await returned(order.jid, minions.length);
        await salt.submit(order);
        await Promise.all([salt.submit(order), salt.submit(order)]);

        expect(again).toEqual(first);
        for (const [index, minion] of minions.entries())
          expect(await subject.runs(minion, commit)).toBe((before[index] ?? 0) + 1);
      });

      it('runs once though two ordered it at once', async () => {
        const [commit] = subject.commits;
        await salt.serve(subject.repository, commit);
        const before = await subject.runs('web-1', commit);
        const order = apply(commit, { minions: ['web-1'] });

        await Promise.all([salt.submit(order), salt.submit(order)]);
        await returned(order.jid, 1);

        expect(await subject.runs('web-1', commit)).toBe(before + 1);
      });

      it('runs once though the answer to its order was lost', async () => {
        const [commit] = subject.commits;
        await salt.serve(subject.repository, commit);
        const before = await subject.runs('web-2', commit);
        const order = apply(commit, { minions: ['web-2'] });
        await subject.loseNextAnswer();

        await expectFailure(salt.submit(order), 'Unavailable');
        expect(await salt.submit(order)).toEqual({ jid: order.jid, minions: ['web-2'], missing: [] });

        await returned(order.jid, 1);
        expect(await subject.runs('web-2', commit)).toBe(before + 1);
      });

      it('that nobody was there for is none', async () => {
        const order = apply(subject.commits[0], { minions: [nobody] });

        expect(await salt.submit(order)).toEqual({ jid: order.jid, minions: [], missing: [nobody] });
        expect(await salt.job(order.jid)).toBeUndefined();
      });

      it('is unknown when nobody ordered it', async () => {
        expect(await salt.job(newJid())).toBeUndefined();
      });

      it('is running, is not, or nothing is to be heard', async () => {
        await salt.serve(subject.repository, subject.commits[0]);
        const order = apply(subject.commits[0], { minions: ['web-1'], kwargs: await subject.slowly() });
        await salt.submit(order);
        await subject.freeze('web-3');
        try {
          const found = await until(
            () => salt.findJob(order.jid, [...minions, nobody]),
            (answer) => answer['web-1'] === 'Running',
            RETURN_MS,
          );
          expect(found).toEqual({
            'web-1': 'Running',
            'web-2': 'NotRunning',
            'web-3': 'Silent',
            [nobody]: 'Silent',
          });
        } finally {
          await subject.wake('web-3');
        }
        await returned(order.jid, 1);
      });

      it('is kept by the minions that did it', async () => {
        const order = { ...apply(subject.commits[0]), fun: 'test.ping', kwargs: {} };
        await salt.submit(order);
        const { returns } = await returned(order.jid, minions.length);

        const kept = await salt.keptReturns(order.jid, [...minions, nobody]);

        expect(kept).toEqual(returns);
        expect(await salt.keptReturns(newJid(), minions)).toEqual({});
      });
    });

    it('runs something short, and leaves out who says nothing', async () => {
      const newcomer = await subject.newcomer();
      await subject.freeze('web-3');
      try {
        expect(await salt.run({ fun: 'test.ping', minions: [...minions, newcomer.minion, nobody] })).toEqual({
          'web-1': { return: true, retcode: 0, success: true },
          'web-2': { return: true, retcode: 0, success: true },
        });
      } finally {
        await subject.wake('web-3');
      }
      expect(await salt.run({ fun: 'test.ping', minions: [nobody] })).toEqual({});
      expect(await salt.run({ fun: 'test.ping', minions: [] })).toEqual({});
    });

    it('logs in again when its session has ended', async () => {
      await salt.ping();
      await subject.endSessions();

      await Promise.all([salt.ping(), salt.keys(), salt.ping()]);
    });

    describe('a key', () => {
      it('is accepted when it is the expected one', async () => {
        const newcomer = await subject.newcomer();
        const { minion } = newcomer;
        expect((await salt.keys()).Pending).toContain(minion);
        expect(await salt.fingerprints([minion, nobody])).toEqual([{ ...newcomer, state: 'Pending' }]);

        expect(await salt.acceptKeys([newcomer])).toEqual([{ minion, outcome: 'Accepted' }]);

        expect((await salt.keys()).Accepted).toContain(minion);
        expect(await salt.acceptKeys([newcomer])).toEqual([{ minion, outcome: 'Accepted' }]);
        expect(await salt.fingerprints([minion])).toEqual([{ ...newcomer, state: 'Accepted' }]);
      });

      it('of the master itself has one fingerprint, which stays', async () => {
        const fingerprint = await salt.masterFingerprint();

        expect(fingerprint.length).toBeGreaterThan(0);
        expect(await salt.masterFingerprint()).toBe(fingerprint);
      });

      it('that is another than the expected one stays where it is, among others that are accepted', async () => {
        const good = await subject.newcomer();
        const bad = await subject.newcomer();
        const expected = { minion: bad.minion, fingerprint: good.fingerprint };
        const absent = { minion: nobody, fingerprint: good.fingerprint };

        expect(await salt.acceptKeys([expected, absent, good])).toEqual([
          { minion: bad.minion, outcome: 'Refused', found: [{ ...bad, state: 'Pending' }] },
          { minion: nobody, outcome: 'Absent' },
          { minion: good.minion, outcome: 'Accepted' },
        ]);
        expect((await salt.keys()).Pending).toContain(bad.minion);
      });

      it('of an impostor is denied, and accepted by nobody', async () => {
        const rightful = await subject.newcomer();
        await salt.acceptKeys([rightful]);
        const impostor = await subject.impostor(rightful);

        const found = [
          { ...rightful, state: 'Accepted' },
          { ...impostor, state: 'Denied' },
        ];
        expect(await salt.fingerprints([rightful.minion])).toEqual(found);
        expect(await salt.acceptKeys([impostor])).toEqual([{ minion: rightful.minion, outcome: 'Refused', found }]);
        expect(await salt.acceptKeys([rightful])).toEqual([{ minion: rightful.minion, outcome: 'Accepted' }]);
        expect(await salt.fingerprints([rightful.minion])).toEqual(found);
      });

      it('of an impostor that was first keeps the rightful one out', async () => {
        const impostor = await subject.newcomer();
        const rightful = await subject.impostor(impostor);

        const found = [
          { ...impostor, state: 'Pending' },
          { ...rightful, state: 'Denied' },
        ];
        expect(await salt.acceptKeys([rightful])).toEqual([{ minion: rightful.minion, outcome: 'Refused', found }]);
        expect((await salt.keys()).Accepted).not.toContain(rightful.minion);
      });

      it('goes when it is deleted, in whatever state it is', async () => {
        const accepted = await subject.newcomer();
        const pending = await subject.newcomer();
        await salt.acceptKeys([accepted]);

        await salt.deleteKeys([accepted.minion, pending.minion, nobody]);

        expect((await salt.keys()).Accepted).not.toContain(accepted.minion);
        await salt.deleteKeys([nobody]);
        expect((await salt.keys()).Accepted).toEqual(expect.arrayContaining([...minions]));
      });
    });

    describe('a commit', () => {
      it('is what a branch leads to', async () => {
        expect(await salt.resolve(subject.repository, 'main')).toBe(subject.commits[1]);
      });

      it('is served beside another, each with its own files', async () => {
        const [first, second] = subject.commits;
        await salt.serve(subject.repository, first);
        await salt.serve(subject.repository, second);
        await salt.serve(subject.repository, first);

        expect(await salt.served()).toEqual(expect.arrayContaining([first, second]));
        expect(await salt.fileList(first)).toEqual(['a.sls', 'site.sls', 'top.sls']);
        expect(await salt.fileList(second)).toEqual(['b.sls', 'site.sls', 'top.sls']);
      });

      it('is served no more once it is not kept', async () => {
        const [first, second] = subject.commits;
        await salt.serve(subject.repository, first);
        await salt.serve(subject.repository, second);

        await salt.keepOnly([second]);

        expect(await salt.served()).toEqual([second]);
        await salt.serve(subject.repository, first);
        expect(await salt.served()).toEqual([first, second].sort());
        expect(await salt.fileList(first)).toEqual(['a.sls', 'site.sls', 'top.sls']);
      });

      it('that nobody serves has no files', async () => {
        expect(await salt.fileList('f'.repeat(40))).toEqual([]);
      });

      it("that the repository does not have is not found, in git's words", async () => {
        const absent = '0123456789'.repeat(4);
        await expectFailure(salt.serve(subject.repository, absent), 'NotFound', absent, subject.repository.url);
        await expectFailure(salt.resolve(subject.repository, 'no-such-branch'), 'NotFound', 'no-such-branch');
      });

      it('of a repository that is not there can be had by nobody', async () => {
        const gone = { ...subject.repository, url: `${subject.repository.url}.gone` };
        await expectFailure(salt.serve(gone, '0123456789'.repeat(4)), 'Unavailable', gone.url);
        await expectFailure(salt.resolve(gone, 'main'), 'Unavailable', gone.url);
      });
    });
  });
}

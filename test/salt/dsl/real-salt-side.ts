import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../e2e/dsl/eventually.ts';
import { FAILING_STATE, type Release, type SaltSide } from '../../e2e/dsl/salt-side.ts';
import { RawSalt } from './raw-salt.ts';
import { RealSalt } from './real-salt.ts';

const JID = '$(basename $(grep -l state.apply {{ opts.cachedir }}/proc/*))';
const R = '{{ opts.root_dir }}';

/** It says that it has begun, waits while it is told to, takes a second, and writes its jid down. */
const RAN = [
  'ran:',
  '  cmd.run:',
  `    - name: touch ${R}/begun; while [ -e ${R}/hold ]; do sleep 0.1; done; sleep 1; echo {{ saltenv }} ${JID} >> ${R}/runs`,
  '',
].join('\n');
const RELEASES: Record<Release, string> = {
  good: RAN,
  failing: `${RAN}${FAILING_STATE}:\n  cmd.run:\n    - name: echo no such package >&2; false\n`,
  broken: 'x:\n  test.nop:\n    - foo: {{ nothing.at.all }}\n',
};
const TOP = (what: string) => `{{ saltenv }}:\n  '*': [${what}]\n`;

interface ListedJob {
  Function: string;
  Target: string[];
  Arguments: (string | { saltenv?: string; test?: boolean })[];
}

/** A real Salt whose minions are those of the stack's simulated machines: with the keys that their installs made. */
export async function realSaltSide(): Promise<SaltSide> {
  const real = await RealSalt.start([]);
  const login = { ...real.login };
  const raw = new RawSalt(real.url, login);
  await raw.logIn();
  let count = 0;
  const lines = (minion: string, commit: string) =>
    real
      .lines(minion, 'runs')
      .filter((line) => line.startsWith(`${commit} `))
      .map((line) => line.slice(commit.length + 1));

  const mark = (minion: string, name: 'begun' | 'hold') => join(real.folderOf(minion), name);
  const release = (minion: string) => rmSync(mark(minion, 'hold'));
  const hold = (minion: string) => {
    rmSync(mark(minion, 'begun'), { force: true });
    writeFileSync(mark(minion, 'hold'), '');
  };

  return {
    url: real.url,
    login,
    repository: real.repository.url,
    async commit(release) {
      count += 1;
      return real.repository.commit({
        'states/top.sls': TOP('site'),
        'states/site.sls': `# ${count}\n${RELEASES[release]}`,
        'pillar/top.sls': TOP('data'),
        'pillar/data.sls': 'color: red\n',
      });
    },
    async runMinions(world) {
      for (const { uuid, installed } of (await world.simulator.state()).machines) {
        if (!installed) continue;
        const files = await world.simulator.filesOf(uuid);
        const { id } = JSON.parse(files['/etc/salt/minion.d/bedplate.conf'] ?? '{}') as { id?: string };
        if (id === undefined) continue;
        await real.startInstalled(id, {
          'pki/minion.pem': files['/etc/salt/pki/minion/minion.pem'] ?? '',
          'pki/minion.pub': files['/etc/salt/pki/minion/minion.pub'] ?? '',
          'conf/grains': files['/etc/salt/grains'] ?? '',
        });
      }
    },
    lines: async (minion, commit) => lines(minion, commit),
    async jobs(commit) {
      const listed = await raw.answer({ client: 'runner', fun: 'jobs.list_jobs' });
      return Object.entries(listed as Record<string, ListedJob>).flatMap(([jid, { Function, Target, Arguments }]) => {
        const options = Arguments.find((one) => typeof one === 'object');
        if (Function !== 'state.apply' || options?.saltenv !== commit) return [];
        return [{ jid, act: options.test === true ? ('look' as const) : ('apply' as const), minions: Target }];
      });
    },
    async loseReturn(minion, commit) {
      hold(minion);
      return {
        async lost() {
          await eventually(`${minion} runs the states`, async () => existsSync(mark(minion, 'begun')));
          real.loseReturns(minion, true);
          release(minion);
          const [jid] = await eventually(`${minion} is through`, async () => {
            const found = lines(minion, commit);
            return found.length > 0 && found;
          });
          const gaveUp = new RegExp(`failed to return the job information for job ${jid}`);
          await eventually(`${minion} gives up to return`, async () => gaveUp.test(real.logOf(minion)), 90_000);
          real.loseReturns(minion, false);
          const job = await raw.answer({ client: 'runner', fun: 'jobs.list_job', jid });
          expect(Object.keys((job as { Result: object }).Result)).not.toContain(minion);
        },
      };
    },
    dawdle: async (minion) => hold(minion),
    isDawdling: async (minion) => existsSync(mark(minion, 'begun')),
    async restartMinion(minion) {
      await real.kill(minion);
      release(minion);
      await real.relaunch(minion);
    },
    stopApi: () => real.kill('salt-api'),
    async startApi() {
      await real.relaunch('salt-api');
      await raw.logIn();
    },
    end: () => real.close(),
  };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../e2e/dsl/eventually.ts';
import { FAILING_STATE, type Release, type SaltSide } from '../../e2e/dsl/salt-side.ts';
import { RawSalt } from './raw-salt.ts';
import { RealSalt } from './real-salt.ts';

const JID = '$(basename $(grep -l state.apply {{ opts.cachedir }}/proc/*))';
const DAWDLES = '{{ opts.root_dir }}/dawdle';

/** Takes a second, and for ever where somebody says so, once; then it writes its jid down. */
const RAN = [
  'ran:',
  '  cmd.run:',
  `    - name: if [ -e ${DAWDLES} ]; then rm ${DAWDLES}; sleep 600; fi; sleep 1; echo {{ saltenv }} ${JID} >> {{ opts.root_dir }}/runs`,
  '',
].join('\n');
const RELEASES: Record<Release, string> = {
  good: RAN,
  failing: `${RAN}${FAILING_STATE}:\n  cmd.run:\n    - name: echo no such package >&2; false\n`,
  broken: 'x:\n  test.nop:\n    - foo: {{ nothing.at.all }}\n',
};
const TOP = (what: string) => `{{ saltenv }}:\n  '*': [${what}]\n`;

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
      return Object.entries(listed as Record<string, { Function: string; Arguments: unknown[] }>)
        .filter(([, job]) => job.Function === 'state.apply' && JSON.stringify(job.Arguments).includes(commit))
        .map(([jid]) => jid);
    },
    async loseReturn(minion, commit) {
      real.loseReturns(minion, true);
      void eventually(`that ${minion} gives up`, async () => {
        const [jid] = lines(minion, commit);
        return jid !== undefined && real.logOf(minion).includes(`failed to return the job information for job ${jid}`);
      }).finally(() => real.loseReturns(minion, false));
    },
    dawdle: async (minion) => writeFileSync(join(real.folderOf(minion), 'dawdle'), ''),
    async restartMinion(minion) {
      await real.kill(minion);
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

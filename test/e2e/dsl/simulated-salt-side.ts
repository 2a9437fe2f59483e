import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import { eventually } from './eventually.ts';
import type { Release, SaltSide } from './salt-side.ts';
import { REPOSITORY, saltIn } from './salt.ts';
import type { Lift } from './simulator.ts';
import type { World } from './world.ts';

interface Truth {
  minions: {
    id: string;
    fingerprint: string;
    machine: string | null;
    runs: { jid: string; fun: string; kwargs: { saltenv?: string; test?: boolean }; states: number }[];
  }[];
  saltJobs: { jid: string; fun: string; kwargs: { saltenv?: string } }[];
}

const words = "Rendering SLS '{saltenv}:site' failed: Jinja variable 'nothing' is undefined";
const RELEASES: Record<Release, object> = {
  good: {},
  failing: { states: [{ id: 'ran' }, { id: 'nginx', fun: 'test.fail_without_changes' }] },
  broken: { refusals: [{ kind: 'compile', words: [words] }] },
};

/** The simulated Salt of a stack: its minions run as soon as their machines do. */
export function simulatedSaltSide(world: World): SaltSide {
  const { simulator } = world;
  const commits: Record<string, object> = {};
  const truth = async () => (await simulator.state()) as unknown as Truth;
  let liftOutage: Lift | undefined;

  return {
    url: world.stack.file.simulator?.salt ?? '',
    login: simulatorCredentials.salt,
    repository: REPOSITORY,
    async commit(release) {
      const sha = String(Object.keys(commits).length + 1).padStart(40, 'c0de');
      commits[sha] = RELEASES[release];
      await saltIn(world).repository({ branches: { main: sha }, commits });
      return sha;
    },
    runMinions: async () => undefined,
    async lines(minion, commit) {
      const { runs = [] } = (await truth()).minions.find(({ id, machine }) => id === minion && machine) ?? {};
      const isLine = ({ kwargs, states }: (typeof runs)[number]) =>
        kwargs.saltenv === commit && kwargs.test !== true && states > 0;
      return runs.filter(isLine).map(({ jid }) => jid);
    },
    async jobs(commit) {
      const { saltJobs } = await truth();
      return saltJobs
        .filter(({ fun, kwargs }) => fun === 'state.apply' && kwargs.saltenv === commit)
        .map(({ jid }) => jid);
    },
    async loseReturn(minion) {
      await simulator.fault({
        system: 'minion',
        path: `/${minion}/state.apply`,
        count: 1,
        ...{ does: 'lose-return' },
      });
    },
    async dawdle(minion) {
      await simulator.fault({ system: 'minion', path: `/${minion}/state.apply`, count: 1, ...{ does: 'slow' } });
    },
    async restartMinion(minion) {
      const { fingerprint } = (await truth()).minions.find(({ id }) => id === minion) ?? {};
      const reply = await fetch(`${world.stack.file.simulator?.admin ?? ''}/_sim/minions/${minion}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fingerprint }),
      });
      if (!reply.ok) throw new Error(`${minion} could not be restarted: ${await reply.text()}`);
    },
    async stopApi() {
      liftOutage = await simulator.fault({ system: 'salt', drop: 'before' });
    },
    async startApi() {
      await fetch(`${world.stack.file.simulator?.admin ?? ''}/_sim/salt/restart`, { method: 'POST' });
      await eventually('the outage is over', async () => {
        await liftOutage?.();
        return true;
      });
    },
    end: async () => undefined,
  };
}

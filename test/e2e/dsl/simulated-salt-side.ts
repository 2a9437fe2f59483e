import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import { eventually } from './eventually.ts';
import { FAILING_STATE, type Release, type SaltSide } from './salt-side.ts';
import { REPOSITORY, saltIn } from './salt.ts';
import type { Lift } from './simulator.ts';
import type { World } from './world.ts';

interface Truth {
  minions: {
    id: string;
    fingerprint: string;
    machine: string | null;
    running: string[];
    runs: { jid: string; fun: string; kwargs: { saltenv?: string; test?: boolean }; states: number }[];
  }[];
  saltJobs: {
    jid: string;
    fun: string;
    kwargs: { saltenv?: string; test?: boolean };
    minions: string[];
    returned: string[];
  }[];
}

const words = "Rendering SLS '{saltenv}:site' failed: Jinja variable 'nothing' is undefined";
const RELEASES: Record<Release, object> = {
  good: {},
  failing: { states: [{ id: 'ran' }, { id: FAILING_STATE, fun: 'test.fail_without_changes' }] },
  broken: { refusals: [{ kind: 'compile', words: [words] }] },
};

/** The simulated Salt of a stack: its minions run as soon as their machines do. */
export function simulatedSaltSide(world: World): SaltSide {
  const { simulator } = world;
  const commits: Record<string, object> = {};
  const truth = async () => (await simulator.state()) as unknown as Truth;
  const admin = async (method: string, path: string, body: object = {}) => {
    const url = `${world.stack.file.simulator?.admin ?? ''}/_sim${path}`;
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${await reply.text()}`);
  };
  let liftOutage: Lift | undefined;

  const side: SaltSide = {
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
        .map(({ jid, kwargs, minions }) => ({ jid, act: kwargs.test === true ? 'look' : 'apply', minions }));
    },
    async loseReturn(minion, commit) {
      await simulator.fault({ system: 'minion', path: `/${minion}/state.apply`, count: 1, does: 'lose-return' });
      const lost = async () => {
        const { saltJobs } = await truth();
        const job = saltJobs.find(({ kwargs, minions }) => kwargs.saltenv === commit && minions.includes(minion));
        const isThrough = (await side.lines(minion, commit)).includes(job?.jid ?? '');
        return isThrough && job?.returned.includes(minion) === false;
      };
      return { lost: async () => void (await eventually(`that the return of ${minion} is lost`, lost)) };
    },
    async dawdle(minion) {
      await simulator.fault({ system: 'minion', path: `/${minion}/state.apply`, count: 1, does: 'slow' });
    },
    isDawdling: async (minion) =>
      (await truth()).minions.some(({ id, running }) => id === minion && running.length > 0),
    async restartMinion(minion) {
      const { fingerprint } = (await truth()).minions.find(({ id }) => id === minion) ?? {};
      await admin('PUT', `/minions/${minion}`, { fingerprint });
    },
    async stopApi() {
      liftOutage = await simulator.fault({ system: 'salt', drop: 'before' });
    },
    async startApi() {
      await admin('POST', '/salt/restart');
      await liftOutage?.();
    },
    end: async () => undefined,
  };
  return side;
}

import { aPool } from './pool.ts';
import { aDeployment, type DeploymentScenario } from './rollout.ts';
import { saltIn } from './salt.ts';
import { SaltDoor } from './salt-door.ts';
import type { SaltSide } from './salt-side.ts';
import type { World } from './world.ts';

const NODES = 6;

/** A whole stack whose pool of six nodes in three racks gets its states from a Salt, through a door. */
export interface SaltedWorld {
  world: World;
  side: SaltSide;
  door: SaltDoor;
  web: DeploymentScenario;
  nodes: string[];
  first: string;
  /** Every node has run it exactly once, and the rollout has succeeded. */
  ranOnceEverywhere(commit: string): Promise<void>;
  /** "web-1 JID", once for each run of the commit. */
  ran(commit: string): Promise<string[]>;
  killWorker(): Promise<void>;
  startWorker(): Promise<void>;
  end(): Promise<void>;
}

/** The only inputs are objects and the URL of the repository. */
export async function saltedWorld(world: World, side: SaltSide): Promise<SaltedWorld> {
  const door = await SaltDoor.before(side.url);
  const salt = saltIn(world);
  await salt.login(side.login);
  const first = await side.commit('good');
  await salt.makeMaster('master-1', {
    external: true,
    // A master that follows the branch has a minion compile each new commit: busy with that, it is asked twice for its states.
    revision: { commit: first },
    repo: { url: side.repository, path: 'states', pillarPath: 'pillar' },
    api: { url: door.url, eauth: 'sharedsecret', credentialsSecretRef: { name: 'salt-api' } },
  });
  const web = await aDeployment(world, 'web', {
    nodePool: 'web',
    saltMaster: 'master-1',
    revision: { commit: first },
    roles: ['kube-node'],
    strategy: { maxUnavailable: 2 },
    soak: '1s',
    retryDelay: '1s',
  });
  const pool = await aPool(world, 'web', { replicas: NODES });
  const nodes = (await pool.then.settles(NODES)).map(({ metadata }) => metadata.name).sort();
  await side.runMinions(world);
  await web.then.isGoodAt(first, 150_000);

  const ran = async (commit: string) => {
    const of = async (node: string) => (await side.lines(node, commit)).map((jid) => `${node} ${jid}`);
    return (await Promise.all(nodes.map(of))).flat();
  };
  return {
    world,
    side,
    door,
    web,
    nodes,
    first,
    ran,
    async ranOnceEverywhere(commit) {
      await web.then.isGoodAt(commit, 150_000);
      const lines = await ran(commit);
      const sent = await side.jobs(commit);
      process.stdout.write(`${lines.length} lines on ${nodes.length} minions, ${sent.length} jobs of Salt's\n`);
      expect(lines.map((line) => line.split(' ')[0])).toEqual(nodes);
      expect(lines.every((line) => /^\S+ \d{20}$/.test(line))).toBe(true);
    },
    killWorker: () => world.stack.kill('worker-0', 'SIGKILL'),
    startWorker: () => world.stack.start('worker-0'),
    async end() {
      await world.end();
      await door.close();
      await side.end();
    },
  };
}

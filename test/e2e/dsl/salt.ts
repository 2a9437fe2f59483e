import type { SaltDeployment } from '../../../api/kinds/salt-deployment.ts';
import { saltMaster, type SaltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../../api/kinds/salt-minion.ts';
import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

export const REPOSITORY = 'https://git.example/salt.git';
const NAMESPACE = 'default';

/** What the simulated master itself says. */
export interface SaltTruth {
  minions: {
    id: string;
    fingerprint: string;
    /** The list that its key stands in. */
    key: string | null;
    machine: string | null;
    grains: { roles?: string[] };
    runs: { fun: string }[];
  }[];
  saltKeys: { minion: string; fingerprint: string; list: string }[];
  saltCommits: string[];
}

/** Salt in a stack: what people and git do, what the objects show, and the master's own truth. */
export function saltIn(world: World) {
  const admin = `${world.stack.file.simulator?.admin ?? ''}/_sim`;
  const put = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${admin}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`PUT ${path} answered ${reply.status}: ${await reply.text()}`);
  };
  const master = (name: string) => world.cluster.get(saltMaster, { namespace: NAMESPACE, name });
  const minion = (name: string) => world.cluster.get(saltMinion, { namespace: NAMESPACE, name });

  async function shows<O extends SaltMaster | SaltMinion>(
    what: string,
    read: () => Promise<O | undefined>,
    sees: (object: O) => unknown,
  ): Promise<O> {
    return eventually(what, async () => {
      const object = await read();
      if (object && sees(object)) return object;
      throw new Error(`it shows ${JSON.stringify(object?.status)}`);
    });
  }

  return {
    truth: async () => (await world.simulator.state()) as unknown as SaltTruth,
    /** The repository, as everybody sees it from now on. */
    repository: (change: {
      reachable?: boolean;
      branches?: Record<string, string>;
      commits?: Record<string, object>;
    }) => put('/repositories', { url: REPOSITORY, ...change }),
    /** Somebody starts a minion of that id, with a key of its own. */
    impostor: (id: string, fingerprint: string) => put(`/minions/${id}`, { fingerprint }),
    /** The Secret that the masters name, in their namespace. */
    login: (credentials: object = simulatorCredentials.salt) =>
      world.cluster.raw({
        method: 'POST',
        path: `/api/v1/namespaces/${NAMESPACE}/secrets`,
        body: {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'salt-api', namespace: NAMESPACE },
          stringData: credentials,
        },
      }),
    makeMaster: (name: string, spec: Partial<SaltMaster['spec']>) =>
      world.cluster.create(saltMaster, {
        metadata: { name, namespace: NAMESPACE },
        spec: {
          repo: { url: REPOSITORY, path: 'states', pillarPath: 'pillar' },
          revision: { branch: 'main' },
          pollInterval: '1s',
          api: { url: 'http://salt.example:8000', credentialsSecretRef: { name: 'salt-api' } },
          ...spec,
        },
      }),
    makeMinion: (node: string, master: string, roles: string[]) =>
      world.cluster.create(saltMinion, {
        metadata: { name: node, namespace: NAMESPACE },
        spec: { computeNode: node, master, roles },
      }),
    change: (node: string, spec: object) =>
      world.cluster.mergePatch(saltMinion, { namespace: NAMESPACE, name: node }, { spec }),
    changeMaster: (name: string, spec: object) =>
      world.cluster.mergePatch(saltMaster, { namespace: NAMESPACE, name }, { spec }),
    minion,
    masterShows: (name: string, sees: (object: SaltMaster) => unknown) => shows(name, () => master(name), sees),
    minionShows: (name: string, sees: (object: SaltMinion) => unknown) => shows(name, () => minion(name), sees),
  };
}

/** A condition is as told, and its reason and message match. */
export function has(
  { status }: SaltMaster | SaltMinion | SaltDeployment,
  type: string,
  wanted: string,
  words = /(?:)/,
): boolean {
  const found = status?.conditions?.find((condition) => condition.type === type);
  return found?.status === wanted && words.test(`${found.reason} ${found.message}`);
}

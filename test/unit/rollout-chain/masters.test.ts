import { makeMasters, moveMasters } from '../../../activities/rollout/make-masters.ts';
import { DEPLOYMENT_UID_LABEL } from '../../../api/groups.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { saltDeployment, type SaltDeployment } from '../../../api/kinds/salt-deployment.ts';
import { saltMaster, type SaltMaster } from '../../../api/kinds/salt-master.ts';
import { masterFor } from '../../../api/salt/master-for.ts';
import { node, object } from '../bridge/objects.ts';
import { aDatacenter } from '../activities/claimed-node.ts';

const [OLD, NEW] = ['a', 'b'].map((digit) => digit.repeat(40)) as [string, string];

const spec = (api: object = {}, more: object = {}) => ({
  external: true,
  repo: { url: 'https://git.example/salt.git', path: 'states' },
  revision: { branch: 'main' },
  api: { url: 'https://salt-1.dc1.example:8000', credentialsSecretRef: { name: 'salt-api' }, ...api },
  ...more,
});
const named = (api: object = {}, more: object = {}) =>
  object(saltMaster, { name: 'master-1', namespace: 'default' }, { spec: spec(api, more) });
const nodeOf = (name: string) => node({ name });

describe('a master that is made', () => {
  it('is as the named one, on its node, under its name, and goes with it', () => {
    const made = masterFor(named({ eauth: 'pam' }, { address: '10.0.0.1' }), nodeOf('salt-2'), NEW);
    expect(made).toMatchObject({
      metadata: { name: 'salt-2', ownerReferences: [{ kind: 'ComputeNode', name: 'salt-2', uid: 'uid-salt-2' }] },
      spec: {
        computeNode: 'salt-2',
        repo: { url: 'https://git.example/salt.git', path: 'states' },
        revision: { commit: NEW },
        api: {
          url: 'https://salt-2.dc1.example:8000',
          credentialsSecretRef: { name: 'salt-api' },
          eauth: 'sharedsecret',
        },
      },
    });
    expect(made.spec.address).toBeUndefined();
    expect(saltMaster.schema.safeParse({ spec: made.spec }).success).toBe(true);
  });
  it('serves what the named one does, while nobody knows what is wanted', () => {
    expect(masterFor(named(), nodeOf('salt-2'), undefined).spec.revision).toEqual({ branch: 'main' });
  });
  it.each([
    ['https://salt-1:8000', 'https://salt-2:8000'],
    ['http://10.0.0.1:8000', 'http://salt-2:8000'],
  ])('beside %s is reached at %s', (url, expected) => {
    expect(masterFor(named({ url }), nodeOf('salt-2'), NEW).spec.api.url).toBe(expected);
  });
});

async function aPool() {
  const { cluster } = await aDatacenter();
  const master = await cluster.create(saltMaster, {
    metadata: { name: 'master-1', namespace: 'default' },
    spec: spec(),
  });
  const deployment: SaltDeployment = await cluster.create(saltDeployment, {
    metadata: { name: 'masters', namespace: 'default' },
    spec: { nodePool: 'masters', type: 'Master', saltMaster: 'master-1', revision: { commit: NEW } },
  });
  return {
    cluster,
    async makes(nodes: ComputeNode[], commit = NEW) {
      const { items: masters } = await cluster.list(saltMaster, { namespace: 'default' });
      await makeMasters(cluster, deployment, { nodes, master, masters }, commit);
    },
    moves: (nodes: string[], commit: string) => moveMasters(cluster, 'default', nodes, commit),
    async masters(): Promise<string[]> {
      const { items } = await cluster.list(saltMaster);
      const isOurs = ({ metadata }: SaltMaster) => metadata.labels?.[DEPLOYMENT_UID_LABEL] === deployment.metadata.uid;
      return items.filter(isOurs).map((one) => `${one.metadata.name} ${one.spec.revision.commit?.slice(0, 4)}`);
    },
  };
}

test('every node of the pool gets one, once; it goes when its node is gone', async () => {
  const { makes, masters } = await aPool();
  await makes([nodeOf('salt-1'), nodeOf('salt-2')]);
  await makes([nodeOf('salt-1'), nodeOf('salt-2')], OLD);
  expect(await masters()).toEqual(['salt-1 bbbb', 'salt-2 bbbb']);

  await makes([nodeOf('salt-2')]);
  expect(await masters()).toEqual(['salt-2 bbbb']);
});

test('a node that somebody made a master of is left alone, by rollouts too', async () => {
  const { cluster, makes, moves, masters } = await aPool();
  const byHand = { ...spec(), external: false, computeNode: 'salt-1' };
  await cluster.create(saltMaster, { metadata: { name: 'mine', namespace: 'default' }, spec: byHand });
  await makes([nodeOf('salt-1'), nodeOf('salt-2')]);
  await moves(['salt-1', 'salt-2'], OLD);
  expect(await masters()).toEqual(['salt-2 aaaa']);
  expect((await cluster.get(saltMaster, { namespace: 'default', name: 'mine' }))?.spec.revision).toEqual({
    branch: 'main',
  });
});

test('only masters on nodes that have the commit are moved to it', async () => {
  const { makes, moves, masters } = await aPool();
  await makes([nodeOf('salt-1'), nodeOf('salt-2')], OLD);
  await moves(['salt-1', 'web-1'], NEW);
  expect(await masters()).toEqual(['salt-1 bbbb', 'salt-2 aaaa']);
});

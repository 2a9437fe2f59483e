import {
  POOL_LABEL,
  SALT_DEPLOYMENT_FINALIZER,
  SALT_MASTER_FINALIZER,
  SALT_MINION_FINALIZER,
} from '../../../api/groups.ts';
import type { ObjectMeta, Resource } from '../../../api/kinds/kind.ts';
import { saltDeployment, type SaltDeployment } from '../../../api/kinds/salt-deployment.ts';
import { saltMaster, type SaltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../../api/kinds/salt-minion.ts';
import { goodCommitMark } from '../../../api/rollout/good-commit.ts';
import { surroundingsDigest, surroundingsOf } from '../../../api/rollout/surroundings.ts';
import { masterSurroundings, minionSurroundings } from '../../../api/salt/surroundings.ts';
import { affectedBy } from '../../../crd-bridge/observe/affected.ts';
import type { Observed } from '../../../crd-bridge/observe/observed.ts';
import { planned, storesOf } from './fleet-of.ts';
import { claim, node, object } from './objects.ts';

const AT = '2026-01-01T00:00:00Z';
const COMMIT = 'a'.repeat(40);
const TRUE = { status: 'True', reason: 'R', message: '', lastTransitionTime: AT };
const ready = {
  conditions: [
    { type: 'Ready', ...TRUE },
    { type: 'Provisioned', ...TRUE },
  ],
};

const member = (status: object = {}, metadata: Partial<ObjectMeta> = {}) =>
  node({ labels: { [POOL_LABEL]: 'web' }, ...metadata }, status);

function minion(status?: object, metadata: Partial<ObjectMeta> = {}): SaltMinion {
  const meta = { name: 'web-1', namespace: 'default', finalizers: [SALT_MINION_FINALIZER], ...metadata };
  return object(saltMinion, meta, { spec: { computeNode: 'web-1', master: 'master-1' }, status });
}

function master(status?: object, metadata: Partial<ObjectMeta> = {}): SaltMaster {
  const spec = {
    computeNode: 'salt-1',
    repo: { url: 'https://git.example/salt.git' },
    revision: { branch: 'main' },
    api: { url: 'https://salt-1:8000', credentialsSecretRef: { name: 'salt-api' } },
  };
  const meta = { name: 'master-1', namespace: 'default', finalizers: [SALT_MASTER_FINALIZER], ...metadata };
  return object(saltMaster, meta, { spec, status });
}

function deployment(status?: object, metadata: Partial<ObjectMeta> = {}, spec: object = {}): SaltDeployment {
  const meta = { name: 'web', namespace: 'default', finalizers: [SALT_DEPLOYMENT_FINALIZER], ...metadata };
  const wish = { nodePool: 'web', saltMaster: 'master-1', revision: { commit: COMMIT }, ...spec };
  return object(saltDeployment, meta, { spec: wish, status });
}

const tended = (observed: string) => ({ observedGeneration: 1, revision: 3, observed });
const desires = (actions: object[]) => actions.map((action) => ('desire' in action ? action.desire : action));
const told = (about: object) => [expect.objectContaining(about) as object];

describe('the chain of a minion', () => {
  const around = [member(ready), claim('claim-1'), master()] as const;
  const sees = (...others: Resource[]) => {
    const [ofNode, ofClaim, ofMaster] = around;
    const shown = minion(tended(minionSurroundings(ofNode, ofClaim, ofMaster)));
    return desires(planned(shown, {}, others));
  };

  it('is not told what its status shows', () => expect(sees(...around)).toEqual([]));
  it.each<[string, Resource[]]>([
    ['that its node is on its way out', [member(ready, { deletionTimestamp: AT }), around[1], around[2]]],
    ['that its node is not Ready any more', [member(), around[1], around[2]]],
    ['that another install has begun', [around[0], claim('claim-1', { installId: 'i2' }), around[2]]],
    ['that its master is another one', [around[0], around[1], master(undefined, { uid: 'another' })]],
    ['that its master was edited', [around[0], around[1], master(undefined, { generation: 2 })]],
  ])('is told %s', (_, others) => {
    expect(sees(...others)).toEqual(told({ why: 'what it depends on changed' }));
  });
  it('is told of a deletion, and has its finalizer before anything is said', () => {
    expect(desires(planned(minion(undefined, { deletionTimestamp: AT })))).toEqual(told({ delete: true }));
    expect(planned(minion(undefined, { finalizers: [] }))).toMatchObject([
      { type: 'setFinalizers', finalizers: [SALT_MINION_FINALIZER] },
    ]);
  });
});

describe('the chain of a master', () => {
  const itsNode = (status: object = ready) => node({ name: 'salt-1' }, status);
  const accepted = minion({ key: 'Accepted' });
  const sees = (...others: Resource[]) =>
    desires(planned(master(tended(masterSurroundings(itsNode(), [accepted]))), {}, others));

  it('is not told what its status shows', () => expect(sees(itsNode(), accepted)).toEqual([]));
  it('is told that its machine is not Ready', () => expect(sees(itsNode({}), accepted)).toHaveLength(1));
  it('is told that the roles of its minions are others', () => expect(sees(itsNode())).toHaveLength(1));
  it('is told of a new generation', () => {
    expect(desires(planned(master(tended('x'), { generation: 2 })))).toEqual(told({ generation: 2 }));
  });
});

describe('the chain of a deployment', () => {
  const around = { nodes: [member(ready)], minions: [minion({ key: 'Accepted' })], masters: [master()] };
  const before = (good = COMMIT) =>
    deployment(undefined, {
      name: 'masters',
      annotations: goodCommitMark({ name: 'masters', uid: 'uid-masters' }, good),
    });
  const spec = { dependsOn: ['masters'] };
  const shown = (more: object = {}) => {
    const surroundings = surroundingsDigest(
      surroundingsOf(deployment(undefined, {}, spec), { ...around, deployments: [before()] }),
    );
    return deployment({ observedGeneration: 1, revision: 3, surroundings, ...more }, {}, spec);
  };
  const others = (changed: Partial<Record<keyof typeof around | 'deployments', Resource[]>> = {}) =>
    Object.values({ ...around, deployments: [before()], ...changed }).flat();

  it('is not told what its status shows', () => expect(planned(shown(), {}, others())).toEqual([]));
  it.each<[string, Resource[]]>([
    ['that a node came', others({ nodes: [member(ready), member({}, { name: 'web-2' })] })],
    ['that a node has a system now', others({ nodes: [member()] })],
    ['that a key was accepted', others({ minions: [minion({ key: 'Pending' })] })],
    ['that its master serves another commit', others({ masters: [master({ commit: 'b'.repeat(40) })] })],
    ['that what it depends on has succeeded', others({ deployments: [before('b'.repeat(40))] })],
  ])('is told %s', (_, all) => {
    expect(desires(planned(shown(), {}, all))).toEqual(told({ generation: 1, delete: false }));
  });
  it('is not told of what minions last said', () => {
    const seen = minion({ key: 'Accepted', commit: COMMIT, lastResult: 'Ok', lastSeen: AT });
    expect(planned(shown(), {}, others({ minions: [seen] }))).toEqual([]);
  });
});

test('a deployment has its finalizer before anything is said', () => {
  expect(planned(deployment(undefined, { finalizers: [] }))).toMatchObject([
    { finalizers: [SALT_DEPLOYMENT_FINALIZER] },
  ]);
});

describe('whom a change concerns', () => {
  const { view } = storesOf(
    ...[deployment(), deployment(undefined, { name: 'db' }, { nodePool: 'db', saltMaster: 'master-2' })],
    ...[deployment(undefined, { name: 'later' }, { nodePool: 'later', saltMaster: 'master-2', dependsOn: ['web'] })],
    ...[minion(), master()],
  );
  const touched = (changed: Resource, previous?: Resource) =>
    affectedBy({ kind: changed.kind, change: { type: 'upsert', object: changed, previous } } as Observed, view);

  it('a key that was accepted: the deployments of its master', () => {
    const ids = touched(minion({ key: 'Accepted' }), minion({ key: 'Pending' }));
    expect(ids).toContain('SaltDeployment default/web');
    expect(ids).not.toContain('SaltDeployment default/db');
  });
  it('what rollouts write about a minion: nobody else', () => {
    const ids = touched(minion({ key: 'Accepted', commit: COMMIT, lastSeen: AT }), minion({ key: 'Accepted' }));
    expect(ids).toEqual(['SaltMinion default/web-1']);
  });
  it('a master that was edited: its minions, and the deployments that use it', () => {
    const ids = touched(master(undefined, { generation: 2 }), master());
    expect(ids).toEqual(expect.arrayContaining(['SaltMinion default/web-1', 'SaltDeployment default/web']));
    expect(ids).not.toContain('SaltDeployment default/db');
  });
  it('a deployment: those that depend on it', () => {
    expect(touched(deployment(), deployment())).toContain('SaltDeployment default/later');
  });
  it('a node of the pool: its deployment', () => {
    const ids = touched(member(ready), member());
    expect(ids).toContain('SaltDeployment default/web');
    expect(ids).not.toContain('SaltDeployment default/db');
  });
});

import { noteSaltKey } from '../../../activities/claims/note-salt-key.ts';
import type { MinionMemory } from '../../../activities/salt-minion/judge.ts';
import { type MinionLook, saltMinionActivities } from '../../../activities/salt-minion/activities.ts';
import { createOpenMaster } from '../../../activities/salt/masters.ts';
import { NODE_FINALIZER, SALT_MINION_FINALIZER } from '../../../api/groups.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { saltMaster } from '../../../api/kinds/salt-master.ts';
import { saltMinion } from '../../../api/kinds/salt-minion.ts';
import { fingerprintsOf } from '../../../api/salt/minion-key.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aClaimedNode, type ClaimedNode, readClaim } from './claimed-node.ts';

export const keyOf = (letter: string) => `-----BEGIN PUBLIC KEY-----\n${letter.repeat(64)}\n-----END PUBLIC KEY-----`;
export const fingerprintOf = (letter: string) => fingerprintsOf(keyOf(letter))[0];
export const REPOSITORY = 'https://git.example/salt.git';

const MASTER = { namespace: 'default', name: 'master-1' };

/** A master that exists already. */
export async function aMaster({ cluster }: Pick<Datacenter, 'cluster'>, spec: object = {}) {
  return cluster.create(saltMaster, {
    metadata: MASTER,
    spec: {
      external: true,
      repo: { url: REPOSITORY, path: 'states', pillarPath: 'pillar' },
      revision: { branch: 'main' },
      api: { url: 'http://salt.example:8000', credentialsSecretRef: { name: 'salt' } },
      ...spec,
    },
  });
}

/** A node that holds a machine, its SaltMinion, and what its chain would remember. */
export interface SaltedNode {
  node: ClaimedNode;
  memory: MinionMemory;
  look(): Promise<MinionLook>;
  /** Looks, and gives what it shows. */
  shows(): Promise<Extract<MinionLook, { outcome: 'looked' }>['report']>;
  /** Its install tells the key of that letter. */
  tells(letter: string): Promise<void>;
}

interface SaltedOptions {
  name?: string;
  computeNode?: string;
  roles?: string[];
  /** By a deployment, for this node. */
  made?: boolean;
}

export async function aSaltedNode(
  place: Datacenter,
  { name = 'web-1', computeNode: of = name, roles = ['web'], made = false }: SaltedOptions = {},
): Promise<SaltedNode> {
  const { cluster } = place;
  if (!(await cluster.get(saltMaster, MASTER))) await aMaster(place);
  const node = await aClaimedNode(place, name);
  const ownerReferences = [{ apiVersion: '', kind: 'ComputeNode', name, uid: node.ref.uid }];
  const { metadata } = await cluster.create(saltMinion, {
    metadata: { namespace: 'default', name, finalizers: [SALT_MINION_FINALIZER], ...(made && { ownerReferences }) },
    spec: { computeNode: of, master: 'master-1', roles },
  });
  const ref = { namespace: 'default', name, uid: metadata.uid ?? '' };
  const { 'minion.tend': tend } = minionActivities(place);
  const salted: SaltedNode = {
    node,
    memory: {},
    async look() {
      const seen = await tend({ ref, memory: salted.memory });
      if (seen.outcome === 'looked') salted.memory = seen.memory;
      return seen;
    },
    async shows() {
      const seen = await salted.look();
      if (seen.outcome !== 'looked') throw new Error(`the look found it ${seen.outcome}`);
      return seen.report;
    },
    async tells(letter) {
      const claim = await readClaim(place, node.claim.asset);
      if (!claim) throw new Error('the node holds no machine');
      await noteSaltKey(cluster, claim, keyOf(letter));
    },
  };
  return salted;
}

export function minionActivities({ cluster, salt }: Datacenter) {
  return saltMinionActivities({ client: cluster, salt: createOpenMaster(cluster, async () => salt), gatherMs: 5 });
}

/** Its permit is renewed, as a reinstall does it. */
export async function isInstalledAnew({ cluster }: Datacenter, { node }: SaltedNode): Promise<void> {
  await cluster.mergePatch(assetClaim, { name: node.claim.asset }, { spec: { installId: 'another' } });
}

/** Its deletion was asked for; `ended`: its machine was seen off and given back. */
export async function isDeleted({ cluster }: Datacenter, { node }: SaltedNode, ended = true): Promise<void> {
  await cluster.delete(computeNode, node.ref);
  if (!ended) return;
  const left = (await cluster.get(computeNode, node.ref))?.metadata.finalizers ?? [];
  const finalizers = left.filter((finalizer) => finalizer !== NODE_FINALIZER);
  await cluster.mergePatch(computeNode, node.ref, { metadata: { finalizers } });
}

import type { ClusterClient } from '../../api/cluster/index.ts';
import { RENEWED_LABEL, SALT_MINION_FINALIZER } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { saltMaster, type SaltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import { goesWithNode } from '../../api/salt/minion-for.ts';
import { fingerprintsOf } from '../../api/salt/minion-key.ts';
import { isEnded, isGoing, isReady, minionSurroundings, standingClaim } from '../../api/salt/surroundings.ts';
import { Failure } from '../failure.ts';
import { removeFinalizer, setFinalizers } from '../finalizers.ts';
import { heldBy } from '../fleet/fleet.ts';
import type { OpenMaster } from '../salt/masters.ts';
import * as judge from './judge.ts';
import { createDesks, type MasterDesk } from './master-desk.ts';

export interface MinionKey {
  namespace: string;
  name: string;
  uid: string;
}

export type MinionLook =
  /** There is no such object: nothing is done. */
  | { outcome: 'absent' }
  /** It was let go. */
  | { outcome: 'gone' }
  | {
      outcome: 'looked';
      generation: number;
      revision: number;
      observed: string;
      report: judge.MinionReport;
      memory: judge.MinionMemory;
    };

export interface SaltMinionDeps {
  client: ClusterClient;
  salt: OpenMaster;
  /** How long deletions of keys wait for others to share their call. */
  gatherMs?: number;
}

interface World {
  minion: SaltMinion;
  node?: ComputeNode;
  master?: SaltMaster;
  sight: judge.MinionSight;
  observed: string;
}

export function saltMinionActivities({ client, salt, gatherMs }: SaltMinionDeps) {
  const deskOf = createDesks(salt, gatherMs);

  async function see(minion: SaltMinion): Promise<World> {
    const { namespace = '', name } = minion.metadata;
    const { computeNode: named, master: masterName, roles } = minion.spec;
    const node = await client.get(computeNode, { namespace, name: named });
    const claims = node ? (await client.list(assetClaim, heldBy(node.metadata.uid ?? ''))).items : [];
    const master = await client.get(saltMaster, { namespace, name: masterName });
    const claim = standingClaim(claims);
    const { installId = '', salt: told } = claim?.spec ?? {};
    const fingerprints = told?.installId === installId ? { fingerprints: fingerprintsOf(told.minionKey) } : {};
    const sight: judge.MinionSight = {
      name,
      computeNode: named,
      master: masterName,
      roles,
      hasMaster: master !== undefined,
      ...(node && { node: { going: isGoing(node), ready: isReady(node) } }),
      ...(claim && { install: { id: installId, ...fingerprints } }),
    };
    return { minion, node, master, sight, observed: minionSurroundings(node, claim, master) };
  }

  function desk({ minion }: World): MasterDesk {
    return deskOf({ namespace: minion.metadata.namespace ?? '', name: minion.spec.master });
  }

  async function release(kind: Kind, object: Resource): Promise<void> {
    if (!object.metadata.finalizers?.includes(SALT_MINION_FINALIZER)) return;
    await removeFinalizer(client, kind, object, SALT_MINION_FINALIZER);
  }

  /** A node's object stays until its key is off the master. */
  async function holdNode(node: ComputeNode): Promise<void> {
    const { finalizers = [] } = node.metadata;
    if (finalizers.includes(SALT_MINION_FINALIZER)) return;
    await setFinalizers(client, computeNode, node, [...finalizers, SALT_MINION_FINALIZER]);
  }

  /** No commit is on its new disk, whatever was on the one before: before its key is accepted, so that no rollout says otherwise. */
  async function markRenewed({ metadata }: SaltMinion): Promise<void> {
    await client.mergePatch(saltMinion, metadata, { metadata: { labels: { [RENEWED_LABEL]: 'true' } } });
  }

  /** Whether there is a master that could have a key of it: one whose machine is gone has none. */
  async function hasLivingMaster({ master }: World): Promise<boolean> {
    if (!master) return false;
    const { namespace = '' } = master.metadata;
    const name = master.spec.computeNode;
    return name === undefined || (await client.get(computeNode, { namespace, name })) !== undefined;
  }

  /** Minion or node are to go: the key first. */
  async function end(world: World, memory: judge.MinionMemory): Promise<MinionLook> {
    const { minion, node } = world;
    const { name } = minion.metadata;
    const known = [...(memory.fingerprints ?? []), ...(world.sight.install?.fingerprints ?? [])];
    if (await hasLivingMaster(world)) {
      const keys = await desk(world).keysOf(name);
      if (judge.mayForget(keys, known)) await desk(world).forget(name);
    }
    if (node) await release(computeNode, node);
    if (minion.metadata.deletionTimestamp !== undefined) {
      await release(saltMinion, minion);
      return { outcome: 'gone' };
    }
    if (node && goesWithNode(minion, node))
      await client.delete(saltMinion, minion.metadata, { uid: minion.metadata.uid });
    const message = 'Its node is gone, and its key is off the master.';
    return looked(world, judge.waiting('Gone', 'Deleting', message), {});
  }

  async function tendKeys(world: World, memory: judge.MinionMemory): Promise<MinionLook> {
    const { minion, sight, node } = world;
    const { name } = minion.metadata;
    if (node) await holdNode(node);
    if (judge.isRenewed(sight, memory)) await markRenewed(minion);
    const verdict = judge.judgeKeys(sight, await desk(world).keysOf(name), memory);
    const known: judge.MinionMemory = sight.install?.fingerprints
      ? { installId: sight.install.id, fingerprints: sight.install.fingerprints, roles: memory.roles }
      : memory;
    switch (verdict.act) {
      case 'forget':
        await desk(world).forget(name);
        return looked(world, verdict.report, known.installId === sight.install?.id ? known : {});
      case 'wait':
        return looked(world, verdict.report, known);
      case 'accept': {
        const { fingerprint } = verdict;
        const { outcome } = await desk(world).accept({ minion: name, fingerprint });
        if (outcome === 'Accepted') break;
        const message = `The key ${fingerprint} was there a moment ago, and is not now.`;
        return looked(world, judge.waiting('Missing', 'KeyMissing', message, { fingerprint, settled: false }), known);
      }
      case 'none':
    }
    return tendRoles(world, verdict, known);
  }

  async function tendRoles(
    world: World,
    key: { fingerprint: string; presented?: string },
    memory: judge.MinionMemory,
  ): Promise<MinionLook> {
    const { minion, sight } = world;
    const { fingerprint } = key;
    if (judge.hasRoles(memory, fingerprint, sight.roles)) {
      return looked(world, judge.judgeRoles(sight.roles, key, undefined), memory);
    }
    const answers = await desk(world).setRoles(minion.metadata.name, sight.roles);
    const roles = answers ? { fingerprint, wanted: sight.roles } : memory.roles;
    return looked(world, judge.judgeRoles(sight.roles, key, answers), { ...memory, roles });
  }

  return {
    /** One look at a minion's key and roles; what is due is done in it. It may be repeated at any time. */
    async 'minion.tend'({ ref, memory }: { ref: MinionKey; memory: judge.MinionMemory }): Promise<MinionLook> {
      const minion = await client.get(saltMinion, { namespace: ref.namespace, name: ref.name });
      if (minion?.metadata.uid !== ref.uid) return { outcome: 'absent' };
      const world = await see(minion);
      const isOver = minion.metadata.deletionTimestamp !== undefined || (world.node && isEnded(world.node));
      if (isOver) {
        try {
          return await end(world, memory);
        } catch (error) {
          if (!(error instanceof Failure) || error.type === 'RaceLost') throw error;
          const cleanup = { status: 'True', reason: error.type, message: error.message } as const;
          const report = judge.waiting('Unknown', 'Deleting', 'Its key is still to be taken off the master.');
          return looked(world, { ...report, cleanup, settled: false }, memory);
        }
      }
      const report = judge.judgeSight(world.sight, memory);
      return report ? looked(world, report, memory) : tendKeys(world, memory);
    },
  };
}

function looked({ minion, observed }: World, report: judge.MinionReport, memory: judge.MinionMemory): MinionLook {
  const { generation = 0 } = minion.metadata;
  return { outcome: 'looked', generation, revision: minion.status?.revision ?? 0, observed, report, memory };
}

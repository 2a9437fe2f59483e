import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseDuration } from '../../api/duration.ts';
import { SALT_MASTER_FINALIZER } from '../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { saltMaster, type SaltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import { saltTransaction } from '../../api/kinds/salt-transaction.ts';
import { isReady, masterSurroundings } from '../../api/salt/surroundings.ts';
import { Failure } from '../failure.ts';
import { removeFinalizer } from '../finalizers.ts';
import type { SaltApi } from '../ports/salt-api.ts';
import { repositoryOf } from '../rollout/repository.ts';
import type { OpenMaster } from '../salt/masters.ts';
import { minionsToAsk, tryStates } from './compile.ts';
import * as judge from './judge.ts';

export interface MasterRef {
  namespace: string;
  name: string;
  uid: string;
}

export type MasterLook =
  /** There is no such object: nothing is done. */
  | { outcome: 'absent' }
  /** It was let go. */
  | { outcome: 'gone' }
  | {
      outcome: 'looked';
      generation: number;
      revision: number;
      observed: string;
      report: judge.MasterReport;
      memory: judge.MasterMemory;
      /** Milliseconds: how soon is looked again where its branch leads; without it there is no branch. */
      pollMs?: number;
    };

export interface SaltMasterDeps {
  client: ClusterClient;
  salt: OpenMaster;
}

interface World {
  master: SaltMaster;
  node?: ComputeNode;
  minions: readonly SaltMinion[];
}

export function saltMasterActivities({ client, salt }: SaltMasterDeps) {
  /** What is in use stays: its minions could not be let go without it. */
  async function end({ master, minions }: World): Promise<judge.MasterReport | 'gone'> {
    const [first] = minions;
    if (first) {
      const message = `${minions.length} SaltMinions (such as ${first.metadata.name}) use it: it goes by itself when they have gone.`;
      return { ...judge.waitingFor('InUse', message), settled: false };
    }
    await removeFinalizer(client, saltMaster, master, SALT_MASTER_FINALIZER);
    return 'gone';
  }

  /** Undefined once its machine is up. */
  function untilUp({ master: { spec }, node }: World): judge.MasterReport | undefined {
    const { computeNode: name } = spec;
    if (name === undefined) return undefined;
    if (!node) return judge.waitingFor('NotFound', `There is no ComputeNode ${name}: create it.`, true);
    if (isReady(node)) return undefined;
    return judge.waitingFor('InProgress', `ComputeNode ${name}, which becomes the master, is not Ready yet.`);
  }

  async function serveWanted(
    { master, minions }: World,
    memory: judge.MasterMemory,
    now: number,
  ): Promise<{ report: judge.MasterReport; memory: judge.MasterMemory }> {
    const { namespace = '', name } = master.metadata;
    const api = await salt({ namespace, name });
    const { Accepted: accepted, Pending: pending } = await api.keys();
    const before = await api.served();
    try {
      const commit = await commitOf(api, master);
      await api.serve(repositoryOf(master), commit);
      const { items } = await client.list(saltTransaction, { namespace });
      const needed = judge.commitsOf(items.filter(({ spec }) => spec.saltMaster === name));
      const { keep, idle } = judge.sortOut(before, [...new Set([commit, ...needed])], memory.idle ?? {}, now);
      if (before.some((served) => !keep.includes(served))) await api.keepOnly(keep);
      const counts = { accepted: accepted.length, pending: pending.length };
      const trial = await tryStates(api, commit, minionsToAsk(minions), memory.trial);
      return { report: judge.serves(commit, await api.served(), counts, trial.fact), memory: { commit, idle, trial } };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { report: judge.refused(error, memory, before), memory };
    }
  }

  return {
    /** One look at a master: what its revision leads to is served. It may be repeated at any time. */
    async 'master.tend'({ ref, memory }: { ref: MasterRef; memory: judge.MasterMemory }): Promise<MasterLook> {
      const { namespace, name } = ref;
      const master = await client.get(saltMaster, { namespace, name });
      if (master?.metadata.uid !== ref.uid) return { outcome: 'absent' };
      const { computeNode: its, revision, pollInterval } = master.spec;
      const node = its === undefined ? undefined : await client.get(computeNode, { namespace, name: its });
      const { items } = await client.list(saltMinion, { namespace });
      const minions = items.filter(({ spec }) => spec.master === name);
      const world = { master, node, minions };
      const looked = (report: judge.MasterReport, kept = memory): MasterLook => ({
        outcome: 'looked',
        generation: master.metadata.generation ?? 0,
        revision: master.status?.revision ?? 0,
        observed: masterSurroundings(node, minions),
        report,
        memory: kept,
        ...(revision.branch !== undefined && { pollMs: parseDuration(pollInterval) }),
      });
      if (master.metadata.deletionTimestamp !== undefined) {
        const ended = await end(world);
        return ended === 'gone' ? { outcome: 'gone' } : looked(ended);
      }
      const early = untilUp(world);
      if (early) return looked(early);
      const served = await serveWanted(world, memory, Date.now());
      return looked(served.report, served.memory);
    },
  };
}

async function commitOf(api: SaltApi, master: SaltMaster): Promise<string> {
  const { commit, branch = '' } = master.spec.revision;
  return commit ?? api.resolve(repositoryOf(master), branch);
}

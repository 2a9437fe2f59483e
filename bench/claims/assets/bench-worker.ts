import { startFleet } from '../../../activities/fleet/fleet.ts';
import { schedulingActivities } from '../../../activities/scheduling/activities.ts';
import { createAssumedClaims } from '../../../activities/scheduling/assumed-claims.ts';
import { createWaitingRoom } from '../../../activities/scheduling/waiting/waiting-room.ts';
import { type ClusterClient, leaseKeeper } from '../../../api/cluster/index.ts';
import { SYSTEM_NAMESPACE } from '../../../api/groups.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { openCluster } from '../../../hack/cluster/objects.ts';
import { ownIdentity } from '../../../workers/scheduler/identity.ts';
import { requireSeat } from '../../../workers/scheduler/scheduler.ts';
import { takeSeat } from '../../../workers/scheduler/seat.ts';

/** The scheduler of a worker, with a connection and a cache of its own; it can die between a write and its answer. */
export interface BenchWorker {
  isActive(): boolean;
  claim(node: ComputeNode): Promise<void>;
  /** As if its process were gone. */
  die(): void;
  stop(): Promise<void>;
}

export interface BenchWorkerOptions {
  kubeconfig: string;
  name: string;
  onlyOneSchedules: boolean;
  /** Of the round: another round must not wait for a lease of this one. */
  lease: string;
  onBegin: () => void;
  /** A claim was written. */
  onWrite: () => void;
  wake: (node: ComputeNode) => void;
}

export class WorkerDied extends Error {}

/** A tenth of a worker's own, so that a death does not make a round of seconds one of a minute. */
const TIMES = { lease: 2_000, hold: 1_200, renew: 200, look: 50 };
const PIPELINES = {
  native: { steps: [{ name: 'install', version: 1 }], decommission: [{ name: 'power-off', version: 1 }] },
};

export async function startBenchWorker(options: BenchWorkerOptions): Promise<BenchWorker> {
  const { kubeconfig, name, onlyOneSchedules, lease, onBegin, onWrite, wake } = options;
  const client = openCluster(kubeconfig);
  let isDead = false;
  const alive = () => {
    if (isDead) throw new WorkerDied(`${name} died`);
  };
  const mortal = mortalClient(client, alive, onWrite);
  const fleet = startFleet(mortal, () => undefined);
  const assumed = createAssumedClaims(fleet.view);
  const waiting = createWaitingRoom({
    view: assumed.view,
    nodes: fleet.nodes,
    wake: async (node) => {
      alive();
      wake(node);
    },
    onError: () => undefined,
  });
  fleet.onChange(waiting.see);
  await fleet.synced;
  const keeper = leaseKeeper(mortal, { namespace: SYSTEM_NAMESPACE, name: lease });
  const seat = takeSeat({
    lease: keeper,
    identity: ownIdentity(name),
    times: TIMES,
    note: () => fleet.seenClaims.highest,
    onError: () => undefined,
    async begin(lastClaim) {
      if (lastClaim !== undefined) await fleet.seenClaims.reached(lastClaim, TIMES.hold / 2);
      waiting.open();
      onBegin();
      return { end: async () => waiting.close() };
    },
  });
  const activities = schedulingActivities({
    client: mortal,
    fleet,
    assumed,
    waiting,
    requireMemory: async () => undefined,
    requireSeat: () => onlyOneSchedules && requireSeat(seat),
  });

  return {
    isActive: () => !isDead && (seat.isHeld() || !onlyOneSchedules),
    async claim({ metadata: { namespace = '', name: node, uid = '' } }) {
      alive();
      await activities['scheduler.claim']({ ref: { namespace, name: node, uid }, pipelines: PIPELINES });
    },
    die() {
      isDead = true;
      fleet.stop();
    },
    async stop() {
      await seat.stop();
      fleet.stop();
      client.close();
    },
  };
}

/** What was sent by one that dies arrives; what is answered does not. */
function mortalClient(client: ClusterClient, alive: () => void, onWrite: () => void): ClusterClient {
  return {
    ...client,
    async create(kind, object) {
      alive();
      const created = await client.create(kind, object);
      if (kind.kind === 'AssetClaim') onWrite();
      alive();
      return created;
    },
    async raw(call) {
      alive();
      return client.raw(call);
    },
    async list(kind, options) {
      alive();
      return client.list(kind, options);
    },
    async get(kind, ref) {
      alive();
      return client.get(kind, ref);
    },
    async mergePatch(kind, ref, patch, options) {
      alive();
      return client.mergePatch(kind, ref, patch, options);
    },
  };
}
